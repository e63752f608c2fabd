import type { AdaptiveCard, CardElement } from '../../../../shared/alerts/cards/adaptiveCard.ts';

function textsOf(element: CardElement): string[] {
  switch (element.type) {
    case 'TextBlock':
      return [element.text];
    case 'RichTextBlock':
      return [element.inlines.map(({ text }) => text).join('')];
    case 'FactSet':
      return element.facts.map(({ title, value }) => `${title}: ${value}`);
    case 'Container':
      return element.items.flatMap(textsOf);
    case 'ColumnSet':
      return element.columns.flatMap(({ items }) => items.flatMap(textsOf));
  }
}

/** What a card says, in the order it is read. */
export function cardTexts({ body }: AdaptiveCard): string[] {
  return body.flatMap(textsOf);
}
