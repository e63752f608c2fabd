import { crc32 } from 'node:zlib';
import type { ICON } from '../icon.ts';
import type { Connector } from '../model.ts';
import type { Broken } from './change.ts';

/** Signature, length and the name IHDR come first. https://www.w3.org/TR/png-3/ */
const HEADER = { type: 12, width: 16, height: 20, color: 25, end: 29 } as const;
const AFTER_HEADER = HEADER.end + 4;

function setHeader({ icon }: Connector, at: number, byte: number): void {
  icon.writeUInt8(byte, at);
  icon.writeUInt32BE(crc32(icon.subarray(HEADER.type, HEADER.end)), HEADER.end);
}

function chunk(type: string, data: number[]): Buffer {
  const named = Buffer.from([...Buffer.from(type, 'latin1'), ...data]);
  const framed = Buffer.alloc(named.length + 8);
  framed.writeUInt32BE(data.length, 0);
  named.copy(framed, 4);
  framed.writeUInt32BE(crc32(named), named.length + 4);
  return framed;
}

export const BROKEN_ICON: Broken<typeof ICON> = {
  iconIntact: {
    'an icon that is no picture': (connector) => (connector.icon = Buffer.from('<svg/>')),
    'an icon with a bit that is wrong': ({ icon }) => icon.writeUInt8(icon.readUInt8(HEADER.end) ^ 1, HEADER.end),
    'half an icon': (connector) => (connector.icon = connector.icon.subarray(0, connector.icon.length - 12)),
  },
  iconBytes: {
    'an icon of more than 1 MB': (connector) =>
      (connector.icon = Buffer.concat([connector.icon, Buffer.alloc(2 ** 20)])),
  },
  iconSize: {
    'an icon that is too wide': (connector) => setHeader(connector, HEADER.width + 3, 231),
    'an icon that is too low': (connector) => setHeader(connector, HEADER.height + 3, 229),
  },
  iconOpaque: {
    'an icon with an alpha channel': (connector) => setHeader(connector, HEADER.color, 6),
    'an icon with a color that is transparent': (connector) =>
      (connector.icon = Buffer.concat([
        connector.icon.subarray(0, AFTER_HEADER),
        chunk('tRNS', [0]),
        connector.icon.subarray(AFTER_HEADER),
      ])),
  },
  iconColor: {
    'an icon of another color than the brand': ({ apiProperties: { properties } }) =>
      (properties.iconBrandColor = '#123456'),
  },
};
