"""The gates that accounts brings."""

from django.conf import settings

from accounts.hooks import Refusal
from accounts.signing_up import domains
from accounts.signing_up.signup import AddressAttempt, SignupAttempt


def signup_is_offered(attempt: object) -> Refusal | None:
    """People make their accounts themselves, or an admin makes them: `manage.py user create`."""
    if settings.SIGN_UP:
        return None
    return Refusal(
        "signup_by_admin", "Accounts on this index are made by its admins; ask one for yours.", 403
    )


def bait_is_left(attempt: SignupAttempt) -> Refusal | None:
    """A field that people do not see is filled in by programs, and by browsers that fill in too much."""
    if not attempt.bait:
        return None
    return Refusal("bait_taken", "A field that must stay empty was filled in; send the form once more.", 400)


def filled_in_by_a_person(attempt: SignupAttempt) -> Refusal | None:
    """Nobody types a name, an address and a password within a second; old forms could be sent in stock."""
    if attempt.is_look:
        return None
    if attempt.seconds_to_fill is None:
        return Refusal(
            "form_too_old", "This form was open for too long; look through it and send it again.", 400
        )
    if attempt.seconds_to_fill < settings.SIGNUP_LEAST_SECONDS:
        return Refusal(
            "filled_in_too_fast", "The form came faster than a person types; send it once more.", 400
        )
    return None


def address_lasts(attempt: SignupAttempt | AddressAttempt) -> Refusal | None:
    """No address that is gone in ten minutes: nobody could be reached about what the account publishes."""
    if not domains.is_disposable(attempt.email):
        return None
    return Refusal(
        "disposable_address", "This provider gives addresses away for minutes; use one that lasts.", 400
    )


def captcha_is_solved(attempt: SignupAttempt) -> Refusal | None:
    """Where there is a CAPTCHA. Its service being away closes sign-up, unless the operator would rather be open."""
    match attempt.captcha:
        case "wrong":
            return Refusal(
                "captcha_wrong", "The CAPTCHA is not solved; solve it and send the form again.", 400
            )
        case "unreachable" if settings.CAPTCHA_WHEN_UNREACHABLE == "closed":
            return Refusal(
                "captcha_unreachable",
                "The CAPTCHA service does not answer, so no account can be made now; try again in some minutes.",
                503,
                retry_after_seconds=300,
            )
    return None
