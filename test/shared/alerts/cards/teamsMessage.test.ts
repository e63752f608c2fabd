import { expect, it } from 'vitest';
import { adaptiveCard } from '../../../../shared/alerts/cards/adaptiveCard.ts';
import { teamsMessage } from '../../../../shared/alerts/cards/teamsMessage.ts';
import { textBlock } from '../../../../shared/alerts/cards/textBlock.ts';

it('is what the Workflows trigger takes', () => {
  expect(teamsMessage(adaptiveCard('Summary', [textBlock('Text')]))).toEqual({
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.5',
          msteams: { width: 'Full' },
          fallbackText: 'Summary',
          speak: 'Summary',
          body: [{ type: 'TextBlock', text: 'Text', wrap: true }],
        },
      },
    ],
  });
});
