"""A mail server for tests, on aiosmtpd: it takes messages, or fails as its script says.

Prints the port it listens on, then one line of JSON for each message taken, before it is acknowledged.
Ends when its standard input closes, so that it never outlives the test that started it.

The script is one word for each message, in order; when it is used up, messages are taken:
  250         taken
  450, 550…   the recipient is answered by this code
  data-451…   the text is answered by this code
  cut         the connection is cut before the text
  cut-late    the message is taken, and the connection cut before it is acknowledged
"""

import argparse
import asyncio
import email
import email.policy
import json
import logging
import ssl
import sys
import threading

from aiosmtpd.smtp import SMTP, AuthResult


class Script:
    def __init__(self, words):
        self.words = words
        self.connections = 0

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        if not hasattr(session, "rank"):
            self.connections += 1
            session.rank = self.connections
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):
        envelope.word = self.words.pop(0) if self.words else "250"
        if envelope.word == "cut":
            server.transport.abort()
        if envelope.word[0] in "45":
            return f"{envelope.word} no, <{address}>"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if envelope.word.startswith("data-"):
            return f"{envelope.word[5:]} no, <{envelope.rcpt_tos[0]}>"
        print(json.dumps(told(server, session, envelope)), flush=True)
        if envelope.word == "cut-late":
            server.transport.abort()
        return "250 OK"


def told(server, session, envelope):
    message = email.message_from_bytes(envelope.content, policy=email.policy.default)
    parts = {part.get_content_type(): part.get_content() for part in message.walk() if not part.is_multipart()}
    return {
        "connection": session.rank,
        "is_private": server.transport.get_extra_info("sslcontext") is not None,
        "is_known": bool(session.authenticated),
        "from": envelope.mail_from,
        "to": envelope.rcpt_tos,
        "type": message.get_content_type(),
        "headers": {name: str(value) for name, value in message.items()},
        "defects": [str(defect) for part in message.walk() for defect in part.defects],
        "longest_line": max(map(len, envelope.content.split(b"\r\n"))),
        "is_ascii": envelope.content.isascii(),
        "text": parts.get("text/plain"),
        "html": parts.get("text/html"),
    }


def authenticator(user):
    def check(server, session, envelope, mechanism, data):
        given = f"{data.login.decode()}:{data.password.decode()}"
        return AuthResult(success=given == user, handled=given == user)

    return check if user else None


def end_with_input(loop):
    def wait():
        sys.stdin.read()
        loop.call_soon_threadsafe(loop.stop)

    threading.Thread(target=wait, daemon=True).start()


def main():
    wanted = argparse.ArgumentParser()
    wanted.add_argument("--port", type=int, default=0)
    wanted.add_argument("--protection", choices=["none", "starttls", "tls"], default="none")
    wanted.add_argument("--folder", help="where cert.pem and key.pem are")
    wanted.add_argument("--user", help="name:password that every client must give")
    wanted.add_argument("script", nargs="*")
    wanted = wanted.parse_args()

    # Failures are asked for here: each would be a page of traces.
    logging.getLogger("mail.log").setLevel(logging.CRITICAL + 1)
    secure = None
    if wanted.protection != "none":
        secure = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        secure.load_cert_chain(f"{wanted.folder}/cert.pem", f"{wanted.folder}/key.pem")
    is_starttls = wanted.protection == "starttls"
    script = Script(wanted.script)

    def receive():
        return SMTP(
            script,
            hostname="mail.test",
            tls_context=secure if is_starttls else None,
            require_starttls=is_starttls,
            authenticator=authenticator(wanted.user),
            auth_required=bool(wanted.user),
            auth_require_tls=is_starttls,
        )

    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    implicit = secure if wanted.protection == "tls" else None
    server = loop.run_until_complete(loop.create_server(receive, "127.0.0.1", wanted.port, ssl=implicit))
    print(server.sockets[0].getsockname()[1], flush=True)
    end_with_input(loop)
    loop.run_forever()


main()
