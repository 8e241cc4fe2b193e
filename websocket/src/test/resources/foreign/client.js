// node client.js URL OPTIONS: sends messages of many kinds to an echo and compares what comes back
const WebSocket = require("ws");
const options = JSON.parse(process.argv[3]);
const client = new WebSocket(process.argv[2], {perMessageDeflate: options, maxPayload: 1 << 26});
const messages = ["", "x", "Grüße, 世界 🦅", "a".repeat(300), "0123456789".repeat(7000), Buffer.alloc(0),
  Buffer.from([0, 255, 1]), require("crypto").randomBytes(90000), Buffer.alloc(1 << 20, "abc")];
for (let i = 0; i < 50; i++) {
  messages.push(JSON.stringify({number: i, text: "the same words again and again ".repeat(20)}));
}
let at = 0;
client.on("upgrade", answer => console.log("extensions " + answer.headers["sec-websocket-extensions"]));
client.on("open", () => {
  messages.forEach(message => client.send(message));
});
client.on("message", (data, binary) => {
  const sent = messages[at];
  if (binary !== (typeof sent !== "string") || Buffer.compare(data, Buffer.from(sent)) !== 0) {
    console.log("message " + at + " came back changed");
    process.exit(1);
  }
  at++;
  if (sent === "first second third") {
    client.close(4321, "done");
  } else if (at === messages.length) {
    // now one in fragments
    messages.push("first second third");
    client.send("first ", {fin: false, compress: true});
    client.send("second ", {fin: false, compress: true});
    client.send("third", {fin: true, compress: true});
  }
});
client.on("close", code => {
  console.log("closed " + code + " after " + at);
  process.exit(0);
});
client.on("error", error => {
  console.log("failed " + error);
  process.exit(1);
});
