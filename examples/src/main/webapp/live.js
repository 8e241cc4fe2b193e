"use strict";

const at = id => document.getElementById(id);
const most = 200;
let socket = null;
let answered = null;

function line(text, who) {
  const log = at("log");
  const item = document.createElement("li");
  if (who) {
    const name = document.createElement("b");
    name.textContent = who;
    item.append(name);
  } else {
    item.className = "note";
  }
  item.append(text);
  log.append(item);
  while (log.children.length > most) {
    log.firstChild.remove();
  }
  log.scrollTop = log.scrollHeight;
}

const received = {
  hello: value => line("You are " + value.you + "."),
  joined: value => line(value.who + " came in."),
  left: value => line(value.who + " went."),
  said: value => line(value.text, value.who),
  echo: value => answered && answered(value.text),
  clock: value => {
    at("clock").textContent = value.time;
    at("people").textContent = value.people === 1 ? "You are alone." : value.people + " are here.";
  }
};

function show(state, text) {
  at("state").textContent = text;
  at("state").dataset.state = state;
  const open = state === "open";
  at("switch").textContent = open ? "Leave" : "Come in";
  at("measure").disabled = !open;
}

function enter() {
  const address = new URL("live", location.href);
  address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  socket = new WebSocket(address);
  show("connecting", "Connecting…");
  socket.onopen = () => show("open", "Connected" + (socket.extensions ? " with " + socket.extensions : "") + ".");
  socket.onmessage = event => {
    const value = JSON.parse(event.data);
    received[value.kind](value);
  };
  socket.onclose = event => {
    show("closed", "Closed with " + event.code + (event.reason ? ": " + event.reason : "") + ".");
    socket = null;
    answered = null;
  };
}

at("switch").addEventListener("click", () => socket ? socket.close(1000, "left by the visitor") : enter());

at("say").addEventListener("submit", event => {
  event.preventDefault();
  if (socket && socket.readyState === WebSocket.OPEN) {
    socket.send("say " + at("line").value);
    at("line").value = "";
  }
});

at("measure").addEventListener("click", async () => {
  at("measure").disabled = true;
  const times = [];
  for (let i = 0; i < 100 && socket; i++) {
    const start = performance.now();
    await new Promise(resolve => {
      answered = resolve;
      socket.send("echo " + i);
    });
    times.push(performance.now() - start);
  }
  answered = null;
  at("measure").disabled = !socket;
  times.sort((a, b) => a - b);
  if (times.length === 100) {
    at("trip").textContent = times[50].toFixed(2) + " ms";
    at("trip-text").textContent = "Median of 100; the fastest took " + times[0].toFixed(2) + " ms.";
  }
});

enter();
