// node http2.js PORT: a WebSocket on a stream of HTTP/2 (RFC 8441), with frames made by hand
const http2 = require("http2");
const session = http2.connect("http://127.0.0.1:" + process.argv[2]);
const fail = why => {
  console.log("failed " + why);
  process.exit(1);
};
session.on("error", fail);
const frame = (opcode, payload) => {
  const mask = Buffer.from([1, 2, 3, 4]);
  const length = payload.length < 126 ? Buffer.from([128 | payload.length])
    : payload.length < 65536 ? Buffer.from([254, payload.length >> 8, payload.length & 255])
    : Buffer.from([255, 0, 0, 0, 0, payload.length >> 24, payload.length >> 16 & 255, payload.length >> 8 & 255, payload.length & 255]);
  return Buffer.concat([Buffer.from([128 | opcode]), length, mask, Buffer.from(payload.map((b, i) => b ^ mask[i & 3]))]);
};
session.on("remoteSettings", settings => {
  if (!settings.enableConnectProtocol) {
    fail("no SETTINGS_ENABLE_CONNECT_PROTOCOL");
  }
  const stream = session.request({":method": "CONNECT", ":protocol": "websocket", ":path": "/echo", ":scheme": "http",
    ":authority": "localhost", "sec-websocket-version": "13", "sec-websocket-protocol": "chat"});
  const messages = [Buffer.from("hello"), Buffer.alloc(300, "ab"), Buffer.alloc(200000, "0123456789")];
  let received = Buffer.alloc(0);
  let back = 0;
  stream.on("response", headers => {
    console.log("status " + headers[":status"] + " " + headers["sec-websocket-protocol"] + " " + headers["sec-websocket-accept"]);
    messages.forEach(message => stream.write(frame(1, message)));
  });
  stream.on("data", data => {
    received = Buffer.concat([received, data]);
    while (received.length >= 2) {
      let length = received[1];
      let at = 2;
      if (length === 126 && received.length >= 4) {
        length = received.readUInt16BE(2);
        at = 4;
      } else if (length === 127 && received.length >= 10) {
        length = received.readUInt32BE(6);
        at = 10;
      } else if (length > 125) {
        return;
      }
      if (received.length < at + length) {
        return;
      }
      const payload = received.subarray(at, at + length);
      if ((received[0] & 15) === 8) {
        console.log("closed " + payload.readUInt16BE(0) + " after " + back);
      } else if (Buffer.compare(payload, messages[back++]) !== 0) {
        fail("message " + back + " came back changed");
      } else if (back === messages.length) {
        stream.write(frame(8, Buffer.from([3, 232])));
      }
      received = received.subarray(at + length);
    }
  });
  stream.on("end", () => console.log("end"));
  stream.on("close", () => {
    console.log("stream closed");
    session.close();
  });
});
