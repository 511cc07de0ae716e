"""Which builds a trusted publisher means, of each kind of issuer."""

import pytest

from accounts.models import ApiToken
from index.trusted_publishing.identities import GitHub, GitLab, Other
from tests.index.trusted_publishing.minting import assert_no_token, minted

pytestmark = pytest.mark.django_db


def test_a_build_of_another_repository_is_refused(issuer, trust, mint):
    trust()
    assert_no_token(
        mint(issuer.github("eve/tides")), "No project here trusts eve/tides", code="invalid-publisher"
    )


def test_a_build_of_another_workflow_is_refused(issuer, trust, mint):
    trust()
    for token in (
        issuer.github(workflow="tests.yml"),
        issuer.github(workflow="RELEASE.yml"),
        issuer.github(workflow="release.yml@evil.yml"),
        issuer.github(of="eve/tides"),
        issuer.github(job_workflow_ref=""),
        issuer.github(job_workflow_ref=["ann/tides/.github/workflows/release.yml"]),
        issuer.github(leave_out=["job_workflow_ref"]),
    ):
        assert_no_token(mint(token), "for sampleproject", "release.yml", code="invalid-publisher")


def test_a_build_of_a_renamed_environment_is_refused(issuer, trust, mint):
    trust(GitHub("ann", "tides", "release.yml", "release"))
    for token in (issuer.github(environment="staging"), issuer.github()):
        assert_no_token(mint(token), "environment must be release", code="invalid-publisher")
    minted(mint(issuer.github(environment="Release")))


def test_names_of_accounts_are_the_same_in_any_case(issuer, trust, mint):
    trust()
    minted(mint(issuer.github("ANN/Tides")))


def test_who_takes_the_name_of_a_deleted_account_is_refused(issuer, trust, mint):
    trust()
    minted(mint(issuer.github()))
    answer = mint(issuer.github(repository_owner_id="999"))
    assert (answer.status_code, ApiToken.objects.filter(user=None).count()) == (422, 1)
    assert "number 101" in answer.json()["errors"][0]["description"]


def test_an_owner_s_number_that_was_given_counts_from_the_first_token_on(issuer, trust, mint):
    trust(owner_id="7")
    assert_no_token(mint(issuer.github()), "number 7", code="invalid-publisher")


# Other kinds


def test_a_gitlab_pipeline_is_known_by_project_file_and_environment(issuer, trust, mint, settings):
    settings.OIDC_ISSUERS = {issuer.url: "gitlab"}
    trust(GitLab("ann/deep", "tides", ".gitlab-ci.yml", "release"))
    for token in (
        issuer.gitlab("ann/deep/tides", environment="staging"),
        issuer.gitlab("ann/deep/tides", config="other.yml", environment="release"),
        issuer.gitlab("ann/deep/tides", environment="release", ci_config_ref_uri=None),
        issuer.gitlab("ann/tides", environment="release"),
    ):
        assert_no_token(mint(token), code="invalid-publisher")
    minted(mint(issuer.gitlab("Ann/deep/tides", environment="release")))


def test_another_issuer_is_known_by_subject_and_claims_to_the_letter(issuer, trust, mint, settings):
    settings.OIDC_ISSUERS = {issuer.url: "other"}
    trust(Other("job:7", {"branch": "main", "protected": "true"}))
    for claims in (
        {"sub": "job:7", "branch": "Main", "protected": True},
        {"sub": "job:7", "branch": "main", "protected": False},
        {"sub": "job:7", "branch": "main"},
        {"sub": "JOB:7", "branch": "main", "protected": True},
        {"sub": "job:\0", "branch": "main", "protected": True},
        {"sub": "job:\ud800", "branch": "main", "protected": True},
    ):
        assert_no_token(mint(issuer.token(**claims)), code="invalid-publisher")
    minted(mint(issuer.token(sub="job:7", branch="main", protected=True)))
