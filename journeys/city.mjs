// The fictional city served by the executable, with a mail server of its own: everything ends with stop().
import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";

const program = process.env.RIVERAIN_PROGRAM;
const run = promisify(execFile);

/** Keeps each message it receives: `{ to, subject, text }`. */
async function startMail() {
  const messages = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["AUTH", "STARTTLS"],
    onData(stream, session, done) {
      simpleParser(stream).then((mail) => {
        messages.push({ to: session.envelope.rcptTo[0].address, subject: mail.subject, text: mail.text });
        done();
      }, done);
    },
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return { port: server.server.address().port, messages, stop: () => new Promise((ended) => server.close(ended)) };
}

/**
 * Serves a village with `requests` of its past, `settings` as variables and `file` as riverain.toml; answers its address,
 * its messages, and a way to run commands.
 */
export async function startCity({ requests = 3000, settings = {}, file = "" } = {}) {
  const folder = await mkdtemp(join(tmpdir(), "riverain-journey-"));
  await writeFile(join(folder, "riverain.toml"), file);
  const mail = await startMail();
  const env = {
    ...process.env,
    RIVERAIN_DATABASE: `sqlite:${folder}/city.db`,
    RIVERAIN_LISTEN: "127.0.0.1:0",
    RIVERAIN_SECRET_FILE: join(folder, "secret"),
    RIVERAIN_PHOTOS_FOLDER: join(folder, "photos"),
    RIVERAIN_MAIL_HOST: "127.0.0.1",
    RIVERAIN_MAIL_PORT: String(mail.port),
    RIVERAIN_MAIL_TLS: "none",
    RIVERAIN_MAIL_FROM: "311@valrive.test",
    ...settings,
  };
  const say = async (...words) => (await run(program, words, { env, cwd: folder })).stdout;
  await say("demo", "load", "--size", "village", "--requests", String(requests));
  const process_ = spawn(program, ["serve"], { env, cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
  const url = await new Promise((found, failed) => {
    createInterface({ input: process_.stdout }).on("line", (line) => {
      const address = /http:\/\/[0-9.:]+/.exec(line);
      if (address) found(address[0]);
    });
    process_.on("exit", (code) => failed(new Error(`the city ended with ${code}`)));
  });
  const stop = async () => {
    const ended = new Promise((done) => process_.on("exit", done));
    process_.kill("SIGTERM");
    await ended;
    await mail.stop();
    await rm(folder, { recursive: true, force: true });
  };
  // Messages about one request are an hour apart, so that nobody is flooded: a journey reads the next one where it waits.
  const waiting = async (kind) => {
    const script = "import sqlite3, sys; print(*(row[0] for row in sqlite3.connect(sys.argv[1]).execute("
      + "'select body from message where kind = ? order by id desc limit 1', (sys.argv[2],))))";
    return (await run("python3", ["-c", script, `${folder}/city.db`, kind])).stdout;
  };
  /** Rows of the database, as lists of texts. */
  const rows = async (statement) => {
    const script = "import json, sqlite3, sys; print(json.dumps(sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchall()))";
    return JSON.parse((await run("python3", ["-c", script, `${folder}/city.db`, statement])).stdout);
  };
  const change = async (statement) => {
    const script = "import sqlite3, sys; it = sqlite3.connect(sys.argv[1]); it.execute(sys.argv[2]); it.commit()";
    await run("python3", ["-c", script, `${folder}/city.db`, statement]);
  };
  // As if nobody had used their session since the morning.
  const leaveSessions = () => change("update staff_session set seen_at = seen_at - 5 * 3600000");
  // As if everybody had proved who they are an hour ago.
  const ageProofs = () => change("update staff_session set proved_at = proved_at - 3600000");
  return { url, messages: mail.messages, waiting, rows, say, leaveSessions, ageProofs, stop };
}

/** Waits until `look` answers something, at most `seconds`. */
export async function waitFor(look, what, seconds = 60) {
  for (let tries = 0; tries < seconds * 5; tries += 1) {
    const found = await look();
    if (found) return found;
    await new Promise((again) => setTimeout(again, 200));
  }
  throw new Error(`${what} never came`);
}
