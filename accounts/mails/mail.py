"""The embedded form's mail: a file per message in the data folder, its links shown in the terminal."""

import logging
import re
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.filebased import EmailBackend

logger = logging.getLogger(__name__)

LINK = re.compile(r"https?://\S+")


class MailFolderBackend(EmailBackend):
    """For a machine without a mail server: who runs it sees in the terminal what was sent, and can follow it."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            links = " ".join(LINK.findall(str(message.body)))
            logger.info("mail to %s: %s %s", ", ".join(message.to), message.subject, links)
            # A file a mail: the package writes all mails of one connection into one.
            self.close()
            self._fname = None
            super().send_messages([message])
        return len(email_messages)
