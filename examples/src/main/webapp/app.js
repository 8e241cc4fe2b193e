"use strict";

const at = id => document.getElementById(id);

async function json(address, options) {
  const response = await fetch(address, {headers: {Accept: "application/json"}, ...options});
  const type = response.headers.get("Content-Type") || "";
  const value = type.startsWith("application/json") ? await response.json() : null;
  return {status: response.status, ok: response.ok && value !== null, value};
}

function bytes(count) {
  if (count === null) {
    return "unlimited";
  }
  const text = count.toLocaleString("en") + " bytes";
  return count < 1 << 20 ? text : text + " (" + (count / (1 << 20)).toFixed(1) + " MiB)";
}

/* This request */

const rows = [
  ["Connection", value => value.connection],
  ["Request", value => value.request],
  ["Protocol", value => value.protocol],
  ["Target", value => value.target],
  ["Host", value => value.host],
  ["Client", value => value.unix === null ? value.remote : value.remote + " (stands for a Unix socket)"],
  ["Server", value => value.local],
  ["Unix peer", value => value.unix === null ? "none: a TCP connection" : value.unix],
  ["Largest body", value => bytes(value.limit)],
  ["Listening on", value => value.listening.join(", ")],
  ["Container", value => value.server]
];

function item(list, name, text, className) {
  const element = document.createElement(name);
  element.textContent = text;
  if (className) {
    element.className = className;
  }
  list.append(element);
}

async function showRequest() {
  const list = at("request");
  list.setAttribute("aria-busy", "true");
  const answer = await json("api/request").catch(() => ({ok: false}));
  list.removeAttribute("aria-busy");
  at("elsewhere").hidden = answer.ok;
  if (!answer.ok) {
    return;
  }
  list.replaceChildren();
  for (const [name, of] of rows) {
    item(list, "dt", name);
    item(list, "dd", of(answer.value));
  }
  const chips = at("features");
  chips.replaceChildren();
  for (const feature of answer.value.features) {
    item(chips, "li", feature.name.replace(/Feature$/, "") + (feature.present ? "" : " (absent)"),
        feature.present ? "" : "absent");
  }
  showCommands(answer.value);
}

function showCommands(value) {
  const origin = location.origin;
  const lines = ["curl -v " + origin + "/api/trailers",
    "head -c 2M /dev/zero | curl -s -o /dev/null -w '%{http_code}\\n' --data-binary @- " + origin + "/upload"];
  const unix = value.listening.find(url => url.startsWith("http://unix:"));
  lines.push("curl --unix-socket " + (unix ? unix.slice("http://unix:".length) : "/run/lanner.sock")
      + " http://localhost/api/request" + (unix ? "" : "   # after --urls http://unix:/run/lanner.sock"));
  at("commands").textContent = lines.join("\n");
}

at("request-again").addEventListener("click", showRequest);

/* Session */

function showSession(answer) {
  if (!answer.ok) {
    at("session-text").textContent = "The server answered " + answer.status + ".";
    return;
  }
  const value = answer.value;
  const lives = value.session !== null;
  at("count").textContent = lives ? value.count : "–";
  at("session-text").textContent = lives
      ? "Session " + value.session + ", ends after " + value.minutes + " idle minutes."
      : "No session yet: the first count makes one.";
  for (const button of document.querySelectorAll("[data-session='renew'], [data-session='end']")) {
    button.disabled = !lives;
  }
}

for (const button of document.querySelectorAll("[data-session]")) {
  button.addEventListener("click", async () => {
    const body = new URLSearchParams({action: button.dataset.session});
    showSession(await json("api/session", {method: "POST", body}).catch(() => ({ok: false, status: "nothing"})));
  });
}

/* Upload */

async function upload(body, size) {
  const text = at("upload-text");
  text.className = "result";
  text.textContent = "Sending " + bytes(size) + " …";
  try {
    const answer = await json("upload", {method: "POST", body});
    if (answer.ok) {
      text.classList.add("good");
      text.textContent = "200: received " + bytes(answer.value.bytes) + ", SHA-256 "
          + answer.value.sha256.slice(0, 16) + "…";
    } else {
      text.classList.add("bad");
      text.textContent = answer.status === 413
          ? "413: " + bytes(size) + " are more than the 1 MiB that this address takes."
          : answer.status + ": " + (answer.value && answer.value.error || "the upload was refused.");
    }
  } catch (failure) {
    text.classList.add("bad");
    text.textContent = "The connection ended before an answer came: " + failure.message;
  }
}

at("upload").addEventListener("submit", event => {
  event.preventDefault();
  const file = at("file").files[0];
  if (file) {
    upload(new FormData(event.target), file.size);
  }
});

for (const button of document.querySelectorAll("[data-size]")) {
  button.addEventListener("click", () => {
    const size = Number(button.dataset.size);
    upload(new Blob([new Uint8Array(size)], {type: "application/octet-stream"}), size);
  });
}

/* Server-sent events */

let clock = null;

function stopClock(text) {
  clock.close();
  clock = null;
  at("clock-button").textContent = "Start";
  at("clock-text").textContent = text;
}

at("clock-button").addEventListener("click", () => {
  if (clock !== null) {
    stopClock("Stopped.");
    return;
  }
  clock = new EventSource("api/clock");
  at("clock-button").textContent = "Stop";
  at("clock-text").textContent = "Running; UTC, thirty events at most.";
  clock.addEventListener("message", event => at("clock").textContent = event.data);
  clock.addEventListener("error", () => stopClock("The server has ended the stream."));
});

/* A slow answer */

at("later-button").addEventListener("click", async event => {
  const button = event.currentTarget;
  const progress = at("later-progress");
  button.disabled = true;
  progress.value = 0;
  at("later-text").textContent = "Waiting …";
  const began = performance.now();
  const ask = async number => {
    const answer = await json("api/later?" + number);
    progress.value += 1;
    return answer;
  };
  try {
    const answers = await Promise.all(Array.from({length: 6}, (none, number) => ask(number)));
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    const good = answers.filter(answer => answer.ok).length;
    at("later-text").textContent = good + " answers in " + seconds + " s.";
  } catch (failure) {
    at("later-text").textContent = "The connection ended before an answer came.";
  }
  button.disabled = false;
});

showRequest();
json("api/session").then(showSession, () => {});
