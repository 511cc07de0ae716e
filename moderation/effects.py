"""What each switch does, in the words of the console, the help page and docs/switches.md."""

from dataclasses import dataclass

from moderation.models import Flag


@dataclass(frozen=True, slots=True)
class Effect:
    blocks: str
    leaves: str


EFFECTS = {
    Flag.Id.NO_NEW_USERS: Effect(
        "Making an account is refused.",
        "Everybody who has an account logs in, uploads and manages as before.",
    ),
    Flag.Id.NO_NEW_PROJECTS: Effect(
        "Uploads to names that nobody has taken are refused.",
        "Existing projects still take new releases and files; sign-up and everything else is open.",
    ),
    Flag.Id.NO_UPLOADS: Effect(
        "Every upload is refused, to existing projects too: by the upload API, on the upload page, and tokens for "
        "trusted publishing are not minted.",
        "Installing, yanking, deleting, managing projects and accounts work as before.",
    ),
    Flag.Id.NO_DELETION: Effect(
        "Owners cannot delete projects, releases or files, and nobody their account.",
        "Uploads, yanking and everything else work as before; moderators still remove spam.",
    ),
    Flag.Id.READ_ONLY: Effect(
        "Every change is refused: sign-up, uploads, deleting, reports, all work on projects and accounts.",
        "Reading and installing, logging in and out, the second factor, giving back a minted token, and this "
        "index's moderation console.",
    ),
    Flag.Id.HOLD_NEW_PROJECTS: Effect(
        "Uploads of new projects are accepted and wait for review: nobody can see or install them before a "
        "moderator has looked. For projects of newcomers, or for all new projects.",
        "Projects that were there before work as before, those of newcomers too.",
    ),
}
