"""What comes of an upload."""

from index.models import DistributionFile, Release


def assert_refused(answer, status, *words):
    """The sentence is in the body and in the reason phrase, and nothing was stored."""
    assert answer.status_code == status, answer.content
    for word in words:
        assert word in answer.reason_phrase
        assert word in answer.content.decode()
    assert "\n" not in answer.reason_phrase
    assert not DistributionFile.objects.exists()
    assert not Release.objects.exists()
