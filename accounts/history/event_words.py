"""The security history in words."""

from accounts.history.event_models import AccountEvent

Kind = AccountEvent.Kind

# `{x}` is one of the event's details, as text.
SENTENCES = {
    Kind.SIGNED_UP: "The account was made",
    Kind.LOGGED_IN: "Logged in{with}",
    Kind.LOGIN_FAILED: "A wrong password",
    Kind.SECOND_STEP_FAILED: "A wrong code at the second step",
    Kind.LOGGED_OUT: "Logged out",
    Kind.SESSION_ENDED: "Ended the session of {client}",
    Kind.PASSWORD_CHANGED: "Changed the password, which ended all other sessions",
    Kind.PASSWORD_RESET: "Chose a new password by mail, which ended all sessions; API tokens: {tokens}",
    Kind.ADDRESS_ADDED: "Added the address {email}",
    Kind.ADDRESS_VERIFIED: "Verified the address {email}",
    Kind.ADDRESS_PRIMARY: "Made {email} the primary address",
    Kind.ADDRESS_REMOVED: "Removed the address {email}",
    Kind.ADDRESS_BOUNCED: "Mail to {email} came back; the address is no longer verified",
    Kind.FACTOR_ADDED: "Added a second factor: {name}",
    Kind.FACTOR_REMOVED: "Removed a second factor: {name}",
    Kind.RECOVERY_CODES_MADE: "Made new recovery codes",
    Kind.RECOVERY_CODE_USED: "Used a recovery code; {left} are left",
    Kind.TOKEN_MADE: "Made the API token “{description}” ({shown}…)",
    Kind.TOKEN_REVOKED: "The API token “{description}” ({shown}…) was revoked",
    Kind.ROLE_CHANGED: "An admin changed the role from {before} to {after}",
    Kind.FROZEN: "The staff froze the account",
    Kind.UNFROZEN: "The staff unfroze the account",
    Kind.DATA_EXPORTED: "Downloaded all data of the account",
    Kind.DELETION_ASKED: "Asked for the account to be deleted",
    Kind.DELETION_STOPPED: "The deletion of the account was stopped",
    Kind.DELETED: "The account was deleted",
}
STEPS = {
    "password": "password",
    "password_reset": "a link by mail",
    "totp": "authenticator app",
    "webauthn": "security key",
    "recovery_codes": "recovery code",
}
# What to look for, in the order of the form.
GROUPS = {
    "Logins": (
        Kind.LOGGED_IN,
        Kind.LOGIN_FAILED,
        Kind.SECOND_STEP_FAILED,
        Kind.LOGGED_OUT,
        Kind.SESSION_ENDED,
    ),
    "Password": (Kind.PASSWORD_CHANGED, Kind.PASSWORD_RESET),
    "Addresses": (
        Kind.ADDRESS_ADDED,
        Kind.ADDRESS_VERIFIED,
        Kind.ADDRESS_PRIMARY,
        Kind.ADDRESS_REMOVED,
        Kind.ADDRESS_BOUNCED,
    ),
    "Second factor": (
        Kind.FACTOR_ADDED,
        Kind.FACTOR_REMOVED,
        Kind.RECOVERY_CODES_MADE,
        Kind.RECOVERY_CODE_USED,
    ),
    "API tokens": (Kind.TOKEN_MADE, Kind.TOKEN_REVOKED),
    "The account": (
        Kind.SIGNED_UP,
        Kind.ROLE_CHANGED,
        Kind.FROZEN,
        Kind.UNFROZEN,
        Kind.DATA_EXPORTED,
        Kind.DELETION_ASKED,
        Kind.DELETION_STOPPED,
        Kind.DELETED,
    ),
}


class _Values(dict):
    def __missing__(self, name: str) -> str:
        """A row that an older or newer release wrote."""
        return ""


def sentence(event: AccountEvent) -> str:
    """What happened; text that people chose is in it, so a page escapes it."""
    template = SENTENCES.get(Kind(event.kind)) if event.kind in Kind else None
    if template is None:
        return event.kind.replace("_", " ").capitalize()
    steps = dict.fromkeys(STEPS.get(step, step) for step in event.details.get("with", []))
    return template.format_map(
        _Values(event.details, **{"with": f" with {', '.join(steps)}" if steps else ""})
    )
