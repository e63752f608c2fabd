import { readPicture } from './picture.ts';
import { unless, type Rule } from './rule.ts';

const SIDE = 230;
const BYTES = 2 ** 20;

/** https://learn.microsoft.com/connectors/custom-connectors/certification-submission */
export const ICON = {
  iconIntact: ({ icon }) => unless(readPicture(icon)?.isIntact, 'icon.png', 'is no intact PNG'),

  iconBytes: ({ icon }) => unless(icon.length < BYTES, 'icon.png', 'is not smaller than 1 MB'),

  iconSize: ({ icon }) => {
    const picture = readPicture(icon);
    return unless(
      !picture || (picture.width === SIDE && picture.height === SIDE),
      'icon.png',
      `is not ${SIDE} by ${SIDE} pixels`,
    );
  },

  iconOpaque: ({ icon }) => unless(readPicture(icon)?.isOpaque !== false, 'icon.png', 'is transparent'),

  iconColor: ({ icon, apiProperties }) => {
    const picture = readPicture(icon);
    const color = apiProperties.properties.iconBrandColor.toLowerCase();
    return unless(
      !picture || picture.corner === color,
      'icon.png',
      `has ${picture?.corner ?? 'no color'} in its corner`,
    );
  },
} satisfies Record<string, Rule>;
