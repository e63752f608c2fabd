/* global window, document, AdaptiveCards, markdownit */

const style = (backgroundColor, borderColor = backgroundColor) => {
  const colour = (shown) => ({ default: shown, subtle: shown === '#242424' ? '#616161' : shown });
  const foregroundColors = {
    default: colour('#242424'),
    dark: colour('#242424'),
    light: colour('#ffffff'),
    accent: colour('#5b5fc7'),
    attention: colour('#c4314b'),
    good: colour('#237b4b'),
    warning: colour('#835c00'),
  };
  return { backgroundColor, borderColor, foregroundColors };
};

/** As Teams sets it, light theme. https://learn.microsoft.com/adaptive-cards/rendering-cards/host-config */
const hostConfig = {
  fontFamily: '"Segoe UI", "Liberation Sans", sans-serif',
  fontTypes: {
    default: {
      fontFamily: '"Segoe UI", "Liberation Sans", sans-serif',
      fontSizes: { small: 12, default: 14, medium: 14, large: 18, extraLarge: 24 },
      fontWeights: { lighter: 300, default: 400, bolder: 600 },
    },
    monospace: {
      fontFamily: '"Liberation Mono", monospace',
      fontSizes: { small: 12, default: 14, medium: 14, large: 18, extraLarge: 24 },
      fontWeights: { lighter: 300, default: 400, bolder: 600 },
    },
  },
  spacing: { small: 8, default: 12, medium: 16, large: 20, extraLarge: 24, padding: 16 },
  separator: { lineThickness: 1, lineColor: '#e1dfdd' },
  supportsInteractivity: true,
  textStyles: { heading: { size: 'large', weight: 'bolder' } },
  factSet: {
    title: { weight: 'bolder', size: 'default', wrap: true, maxWidth: 150 },
    value: { size: 'default', wrap: true },
    spacing: 16,
  },
  containerStyles: {
    default: style('#ffffff'),
    emphasis: style('#f0f0f0'),
    good: style('#e7f2da'),
    warning: style('#fbf6d9'),
    attention: style('#fcf4f6'),
    accent: style('#e9eaf6'),
  },
};

/** Draws a card and says what the renderer objects to. */
window.drawCard = (content) => {
  const markdown = markdownit({ linkify: true });
  AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
    result.outputHtml = markdown.render(text);
    result.didProcess = true;
  };
  const context = new AdaptiveCards.SerializationContext();
  const card = new AdaptiveCards.AdaptiveCard();
  card.hostConfig = new AdaptiveCards.HostConfig(hostConfig);
  card.parse(content, context);
  const parsed = Array.from({ length: context.eventCount }, (_, index) => context.getEventAt(index).message);
  const validated = card.validateProperties().validationEvents.map(({ message }) => message);
  document.querySelector('main').replaceChildren(card.render());
  return [...parsed, ...validated];
};

const name = (element) => `${element.tagName} ${element.innerText?.slice(0, 60)}`;

/** What a person would see of the card that is drawn. */
window.lookAtCard = () => {
  const main = document.querySelector('main');
  const all = [...main.querySelectorAll('*')];
  const width = document.documentElement.clientWidth;
  const isCut = (element) =>
    window.getComputedStyle(element).overflow !== 'visible' &&
    (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1);
  return {
    text: main.innerText,
    tags: [...new Set(all.map(({ tagName }) => tagName))],
    links: [...main.querySelectorAll('a')].map(name),
    tooWide: all.filter((element) => element.getBoundingClientRect().right > width + 1).map(name),
    cut: all.filter(isCut).map(name),
  };
};
