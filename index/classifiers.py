"""The classifiers there are, as a tree. Pure; the list is the package that the public index keeps."""

from dataclasses import dataclass, field
from functools import cache

from trove_classifiers import sorted_classifiers

SEPARATOR = " :: "


@dataclass(slots=True)
class Node:
    """A classifier, or what several begin with; both can be searched for."""

    label: str
    classifier: str
    children: list["Node"] = field(default_factory=list)

    @property
    def count(self) -> int:
        """Of the classifiers below."""
        return sum(1 + child.count for child in self.children)


@cache
def tree() -> tuple[Node, ...]:
    """The top level; each node holds the next. It is shared: leave it as it is."""
    nodes: dict[str, Node] = {}
    top: list[Node] = []
    for classifier in sorted_classifiers:
        above = top
        parts = classifier.split(SEPARATOR)
        for depth, label in enumerate(parts):
            path = SEPARATOR.join(parts[: depth + 1])
            if path not in nodes:
                nodes[path] = Node(label, path)
                above.append(nodes[path])
            above = nodes[path].children
    return tuple(top)


@cache
def common() -> tuple[Node, ...]:
    """What the side of a search offers to tick: the groups people filter by, each one level deep."""
    wanted = ("Development Status", "Intended Audience", "Topic", "Framework", "Operating System", "Typing")
    by_label = {node.label: node for node in tree()}
    pythons = [
        node
        for node in _below(by_label["Programming Language"], "Python").children
        if node.label.startswith("3.") or node.label == "3"
    ]
    groups = [Node("Python", "", pythons)]
    groups += [
        Node(label, label, [Node(node.label, node.classifier) for node in by_label[label].children])
        for label in wanted
    ]
    licences = _below(by_label["License"], "OSI Approved").children
    return (*groups, Node("Licence", "License", licences))


def _below(node: Node, label: str) -> Node:
    return next(child for child in node.children if child.label == label)
