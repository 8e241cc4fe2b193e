// node server.js OPTIONS: an echo on a free port, which it prints
const {WebSocketServer} = require("ws");
const server = new WebSocketServer({host: "127.0.0.1", port: 0, perMessageDeflate: JSON.parse(process.argv[2])}, () =>
  console.log("port " + server.address().port));
server.on("connection", socket => socket.on("message", (data, binary) => socket.send(data, {binary})));
