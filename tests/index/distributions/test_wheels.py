"""Wheels: honest ones are read, and each part that disagrees with another is refused."""

import io
import zlib

import pytest

from index.distributions import archives, filenames
from index.distributions.invalid import InvalidDistribution
from tests.distributions import core_metadata, make_wheel, record_of, wheel_entries, wheel_of
from tests.hostile_distributions import Member, extra_field, forged_wheel, forged_zip, members_of

DIST_INFO = "sampleproject-1.0.dist-info"
FILENAME = "sampleproject-1.0-py3-none-any.whl"
SCRIPTS = "{dist_info}/entry_points.txt"


def inspect(wheel):
    filename, content = wheel
    return archives.inspect(io.BytesIO(content), filenames.parse(filename))


def test_an_honest_wheel_is_read():
    inspected = inspect(make_wheel(summary="It greets.", description="Hello\n"))

    assert inspected.metadata.summary == "It greets."
    assert inspected.metadata.description == "Hello\n"
    assert inspected.metadata_bytes == core_metadata(summary="It greets.", description="Hello\n")
    assert inspected.python_modules == 2
    assert inspected.top_level == ("sampleproject",)
    assert inspected.members == 5
    assert inspected.unpacked_bytes == sum(
        map(len, wheel_entries(summary="It greets.", description="Hello\n").values())
    )
    assert not inspected.has_signature


def test_building_twice_gives_the_same_bytes():
    assert make_wheel() == make_wheel()


def test_what_is_importable_is_found_wherever_it_is_installed_from():
    files = {
        "top.py": "",
        "package/module.py": "",
        "fast.cpython-311-x86_64-linux-gnu.so": b"\x7fELF",
        "sampleproject-1.0.data/purelib/pure.py": "",
        "sampleproject-1.0.data/scripts/run.py": "",
        "package/data.json": "{}",
        "not-a-module/x.py": "",
    }
    inspected = inspect(make_wheel(files=files))

    assert inspected.top_level == ("fast", "package", "pure", "top")
    assert inspected.python_modules == 5


def test_a_wheel_for_several_pythons_and_platforms_is_read():
    inspect(make_wheel(tag="cp311.cp312-abi3-manylinux2014_x86_64.manylinux_2_17_x86_64"))


def test_a_wheel_of_another_spelling_of_the_name_is_read():
    inspect(make_wheel("Friendly.Bard", dist_info="Friendly.Bard-1.0.dist-info"))


def test_an_empty_wheel_is_read_and_has_no_modules():
    assert inspect(make_wheel(files={})).python_modules == 0


def test_signatures_of_record_are_exempt_from_it():
    entries = wheel_entries() | {f"{DIST_INFO}/RECORD.jws": b"{}"}

    assert inspect((FILENAME, forged_zip(members_of(entries)))).has_signature


def test_directories_and_stored_entries_are_read():
    folder = Member(name=b"sampleproject/", mode=0o040755, method=0)
    content = forged_wheel(folder, replace={"METADATA": {"method": 0}})

    assert inspect((FILENAME, content)).members == 6


@pytest.mark.parametrize("sizes_in_header", [{"compressed": 0xFFFFFFFF, "size": 0xFFFFFFFF}, {}])
def test_a_writer_that_left_room_for_large_sizes_in_the_local_header_is_read(sizes_in_header):
    content = core_metadata()
    packed = len(Member(name=b"", content=content).packed)
    sizes = extra_field(1, len(content).to_bytes(8, "little") + packed.to_bytes(8, "little"))

    inspect((FILENAME, forged_wheel(replace={"METADATA": {"local": {"extra": sizes} | sizes_in_header}})))


@pytest.mark.parametrize("missing", ["METADATA", "WHEEL", "RECORD"])
def test_a_wheel_without_one_of_its_three_files_is_refused(missing):
    entries = {path: content for path, content in wheel_entries().items() if not path.endswith(missing)}
    entries |= {} if missing == "RECORD" else {f"{DIST_INFO}/RECORD": record_of(entries)}

    with pytest.raises(InvalidDistribution, match=f"The wheel has no '{DIST_INFO}/{missing}'"):
        inspect((FILENAME, forged_zip(members_of(entries))))


@pytest.mark.parametrize("second", ["other-1.0.dist-info/METADATA", "Other-1.0.DIST-INFO/METADATA"])
def test_a_wheel_with_two_dist_info_folders_is_refused(second):
    with pytest.raises(InvalidDistribution, match=r"2 \.dist-info folders"):
        inspect(make_wheel(extra_files={second: core_metadata("other")}))


def test_a_vendored_dist_info_folder_is_not_at_the_top_and_may_stay():
    inspect(
        make_wheel(extra_files={"sampleproject/_vendor/other-1.0.dist-info/METADATA": core_metadata("other")})
    )


@pytest.mark.parametrize(
    "folder", ["other-1.0.dist-info", "sampleproject-2.0.dist-info", "sampleproject.dist-info"]
)
def test_a_dist_info_folder_of_another_project_or_version_is_refused(folder):
    with pytest.raises(InvalidDistribution, match=f"'{folder}' is not of the project and version"):
        inspect(make_wheel(dist_info=folder))


@pytest.mark.parametrize("metadata", [core_metadata("other"), core_metadata(version="1.1")])
def test_metadata_of_another_project_or_version_is_refused(metadata):
    with pytest.raises(InvalidDistribution, match="holds the metadata of"):
        inspect(make_wheel(metadata=metadata))


# Read as what it stands for, it would take all memory there is.
MANY = ".".join(f"a{number}" for number in range(4000))


def test_a_tag_may_be_written_more_than_once():
    inspect(make_wheel(wheel_file=wheel_of() + b"Tag: py3-none-any\n"))


@pytest.mark.parametrize(
    ("wheel_file", "sentence"),
    [
        (wheel_of("py2-none-any"), "tags in the wheel's WHEEL file are not those of"),
        (wheel_of("py2.py3-none-any"), "tags in the wheel's WHEEL file are not those of"),
        (wheel_of("py3-none-any").replace(b"Tag: py3-none-any\n", b""), "tags in the wheel's WHEEL file"),
        (wheel_of().replace(b"py3-none-any", b"py3"), "a Tag that is not one"),
        (wheel_of().replace(b"Wheel-Version: 1.0", b"Wheel-Version: 2.0"), "no Wheel-Version 1.x"),
        (wheel_of().replace(b"Root-Is-Purelib: true\n", b""), "Root-Is-Purelib"),
        (wheel_of().replace(b"py3-none", f"{MANY}-{MANY}".encode()), "stands for more tags than those of"),
        (b"hello", "which is not a field"),
        (b"\xff", "WHEEL file is not UTF-8"),
        (b"a" * 65_537, "larger than 65536 bytes"),
    ],
)
def test_a_wheel_file_that_is_unreadable_or_says_other_tags_is_refused(wheel_file, sentence):
    with pytest.raises(InvalidDistribution, match=sentence):
        inspect(make_wheel(wheel_file=wheel_file))


def changed_record(old, new):
    entries = wheel_entries()
    record = entries.pop(f"{DIST_INFO}/RECORD")
    assert old in record
    return record.replace(old, new)


@pytest.mark.parametrize(
    ("record", "sentence"),
    [
        (b"", "which RECORD does not list"),
        (record_of(wheel_entries(files={})), "which RECORD does not list|not the file that RECORD describes"),
        (
            changed_record(b"sampleproject/__init__.py", b"sampleproject/other.py"),
            "'sampleproject/other.py', which is not in",
        ),
        (changed_record(b"sha256=", b"sha256=AAAA"), "not the file that RECORD describes"),
        (changed_record(b",19\n", b",20\n"), "not the file that RECORD describes"),
        (changed_record(b",19\n", b",nineteen\n"), "which is not a number"),
        (changed_record(b"sha256=", b"md5="), "no SHA-256 digest, or better"),
        (changed_record(b"sha256=", b"="), "no SHA-256 digest, or better"),
        (changed_record(b"sha256=", b"sha256=!"), "not in URL-safe base 64"),
        (changed_record(b"\n", b"\n,"), "which is not path, digest and size"),
        (2 * wheel_entries()[f"{DIST_INFO}/RECORD"], "twice"),
        (b'"unclosed', "not a table"),
        (f"{DIST_INFO}/RECORD,,\n".encode() * 50_002, "lists more than 50000 files"),
        (b"," * 4_097, "a line of more than 4096 characters"),
        (b"\xff,,\n", "not a table"),
    ],
)
def test_a_record_that_is_not_true_is_refused(record, sentence):
    with pytest.raises(InvalidDistribution, match=sentence):
        inspect(make_wheel(record=record))


def test_a_record_without_sizes_or_with_padded_digests_is_read():
    inspect(make_wheel(record=changed_record(b",19\n", b",\n")))
    inspect(make_wheel(record=changed_record(b",19\n", b"=,19\n")))


@pytest.mark.parametrize(
    "path",
    ["other-1.0.data/purelib/x.py", "sampleproject-1.1.data/scripts/x", "sampleproject-1.0.data/etc/x"],
)
def test_a_data_folder_of_another_project_or_place_is_refused(path):
    with pytest.raises(InvalidDistribution, match="data folder"):
        inspect(make_wheel(extra_files={path: ""}))


@pytest.mark.parametrize("scheme", ["purelib", "platlib"])
def test_metadata_of_another_project_hidden_in_a_data_folder_is_refused(scheme):
    with pytest.raises(InvalidDistribution, match=r"installs a second \.dist-info folder"):
        inspect(make_wheel(extra_files={f"sampleproject-1.0.data/{scheme}/pip-99.dist-info/METADATA": ""}))


@pytest.mark.parametrize(
    "text",
    [
        "[console_scripts]\ngreet = sampleproject.cli:main\n",
        "# made by hand\n[gui_scripts]\ngreet-3.11=sampleproject:App.run [extra]\n; end\n",
        "[pytest11]\n../plugin = sampleproject\n",
        "",
    ],
)
def test_plain_entry_points_are_accepted(text):
    inspect(make_wheel(extra_files={SCRIPTS: text}))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[console_scripts]\n../../bin/x = a:b\n", "script name '../../bin/x'"),
        ("[console_scripts]\n/bin/x = a:b\n", "script name '/bin/x'"),
        ("[gui_scripts]\nC:\\x = a:b\n", "script name"),
        ("[console_scripts]\n.. = a:b\n", "script name"),
        ("[console_scripts]\nx = a:b\n  ../y = c:d\n", "script name '../y'"),
        ("[ console_scripts ]\n../y = c:d\n", "script name '../y'"),
        ("[console_scripts]\nx = a:b; import os\n", "write it as package.module:function"),
        ("[console_scripts]\nx = a\n", "write it as package.module:function"),
        ("[console_scripts]\nx\n", "neither a group nor an entry"),
        (b"\xff", "not UTF-8"),
        ("#" * 262_145, "larger than 262144 bytes"),
    ],
)
def test_entry_points_that_leave_their_folder_or_are_no_functions_are_refused(text, sentence):
    with pytest.raises(InvalidDistribution, match=sentence):
        inspect(make_wheel(extra_files={SCRIPTS: text}))


def test_a_licence_file_named_in_the_metadata_must_be_in_the_wheel():
    headers = [("License-File", "LICENSES/MIT.txt")]

    inspect(
        make_wheel(metadata_headers=headers, extra_files={"{dist_info}/licenses/LICENSES/MIT.txt": "Free."})
    )
    with pytest.raises(
        InvalidDistribution, match=r"licence file 'LICENSES/MIT\.txt', which is not in the archive"
    ):
        inspect(make_wheel(metadata_headers=headers))


def test_metadata_that_inflates_above_the_limit_is_refused_unread():
    content = b"Metadata-Version: 2.4\n" + bytes(9 * 1024 * 1024)
    with pytest.raises(InvalidDistribution, match="METADATA' is larger than 8388608 bytes"):
        inspect(make_wheel(metadata=content))


def test_a_member_that_does_not_match_its_checksum_is_refused():
    lie = {"crc32": zlib.crc32(b"other")}
    content = forged_wheel(replace={"shouting.py": {"local": lie, "central": lie}})
    with pytest.raises(InvalidDistribution, match=r"shouting\.py' does not match its checksum"):
        inspect((FILENAME, content))
