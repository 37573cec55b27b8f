// A picture to send.

import { crc32, deflateSync } from "node:zlib";

// One of this size, in grey.
export function png(width: number, height: number): Blob {
  const number = (value: number) => Buffer.from([value >>> 24, value >>> 16, value >>> 8, value]);
  const chunk = (kind: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(kind), data]);
    return Buffer.concat([number(data.length), body, number(crc32(body))]);
  };
  const row = (y: number) => Buffer.from([0, ...Array.from({ length: width }, (_, x) => (x * y) % 256)]);
  const rows = Buffer.concat(Array.from({ length: height }, (_, y) => row(y)));
  const header = Buffer.concat([number(width), number(height), Buffer.from([8, 0, 0, 0, 0])]);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const whole = [signature, chunk("IHDR", header), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))];
  return new Blob([new Uint8Array(Buffer.concat(whole))], { type: "image/png" });
}
