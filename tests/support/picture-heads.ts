// Heads of pictures, with sides of one's choice and nothing behind them.

export function pngHead(width: number, height: number): Buffer {
  const sides = Buffer.alloc(8);
  sides.writeUInt32BE(width);
  sides.writeUInt32BE(height, 4);
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1'), sides]);
}

/** `before`: bytes of a segment of the camera's own. `marker`: of the frame. */
export function jpegHead(width: number, height: number, { before = 0, marker = 0xc0 } = {}): Buffer {
  const camera = Buffer.alloc(4 + before, 0x77);
  camera.writeUInt16BE(0xffe1);
  camera.writeUInt16BE(2 + before, 2);
  const frame = Buffer.from([0xff, marker, 0, 11, 8, 0, 0, 0, 0, 1, 1, 0x11, 0]);
  frame.writeUInt16BE(height, 5);
  frame.writeUInt16BE(width, 7);
  return Buffer.concat([Buffer.from([0xff, 0xd8]), camera, Buffer.from([0xff]), frame]);
}
