"""A mail server that takes everything, as little of one as a test needs."""

import contextlib
import socketserver
import threading


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        self.answer("220 sink")
        text = None
        for line in self.rfile:
            command = line.strip().upper()
            if text is not None:
                if line != b".\r\n":
                    text.append(line.decode())
                    continue
                self.server.received.append("".join(text))
                text = None
                self.answer("250 taken")
            elif command == b"DATA":
                text = []
                self.answer("354 go on")
            elif command == b"QUIT":
                self.answer("221 bye")
                return
            else:
                self.answer("250 yes")

    def answer(self, text):
        self.wfile.write(f"{text}\r\n".encode())


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


@contextlib.contextmanager
def mail_server(port):
    """The texts it has received so far, as a list that grows."""
    with Server(("127.0.0.1", port), Handler) as server:
        server.received = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.received
        server.shutdown()
