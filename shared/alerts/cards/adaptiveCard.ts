export type Colour = 'Default' | 'Good' | 'Warning' | 'Attention' | 'Accent';
export type Style = 'default' | 'emphasis' | 'good' | 'warning' | 'attention' | 'accent';
type Spacing = 'None' | 'Small' | 'Default' | 'Medium' | 'Large';

export interface TextBlock {
  type: 'TextBlock';
  text: string;
  wrap: true;
  style?: 'heading';
  size?: 'Small' | 'Medium' | 'Large' | 'ExtraLarge';
  weight?: 'Bolder';
  color?: Colour;
  isSubtle?: true;
  fontType?: 'Monospace';
  horizontalAlignment?: 'Center';
  spacing?: Spacing;
  separator?: true;
}

export interface Fact {
  title: string;
  value: string;
}

export interface FactSet {
  type: 'FactSet';
  facts: Fact[];
  spacing?: Spacing;
}

export interface Container {
  type: 'Container';
  items: CardElement[];
  style?: Style;
  bleed?: true;
  spacing?: Spacing;
}

export interface ColumnSet {
  type: 'ColumnSet';
  columns: { type: 'Column'; width: 'stretch' | 'auto'; items: CardElement[] }[];
  spacing?: Spacing;
}

interface TextRun {
  type: 'TextRun';
  text: string;
  size?: 'Small';
  isSubtle?: true;
  fontType?: 'Monospace';
}

export interface RichTextBlock {
  type: 'RichTextBlock';
  inlines: TextRun[];
  spacing?: Spacing;
}

export type CardElement = TextBlock | RichTextBlock | FactSet | Container | ColumnSet;

export interface AdaptiveCard {
  $schema: 'http://adaptivecards.io/schemas/adaptive-card.json';
  type: 'AdaptiveCard';
  version: '1.5';
  msteams: { width: 'Full' };
  fallbackText: string;
  speak: string;
  body: CardElement[];
}

/**
 * A card that Teams shows at the full width of the chat; `summary` stands for it where it is not drawn, or is read aloud.
 * https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-format
 */
export function adaptiveCard(summary: string, body: CardElement[]): AdaptiveCard {
  return {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.5',
    msteams: { width: 'Full' },
    fallbackText: summary,
    speak: summary,
    body,
  };
}
