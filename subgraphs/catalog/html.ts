import sanitizeHtml from 'sanitize-html'

const policy: sanitizeHtml.IOptions = {
  allowedTags: [...sanitizeHtml.defaults.allowedTags, 'img', 'del', 'ins'],
  allowedAttributes: {
    a: ['href', 'title'],
    img: ['src', 'alt', 'width', 'height'],
    td: ['colspan', 'rowspan'],
    th: ['colspan', 'rowspan', 'scope'],
    ol: ['start'],
    '*': ['lang', 'dir'],
  },
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  allowedSchemesByTag: { img: ['http', 'https'] },
  allowProtocolRelative: false,
  nestingLimit: 100,
}

/**
 * Takes out of HTML whatever could run, load or submit something in the reader's browser, and gives its plain text too.
 * Cleaning what is clean changes nothing.
 */
export function cleanHtml(dirty: string): { html: string; text: string } {
  const html = cleaned(dirty)
  return { html, text: textOf(html) }
}

/** Broken tags leave what is read in another way the next time, as paragraphs in paragraphs: until it stays as it is. */
function cleaned(dirty: string, tries = 10): string {
  const html = sanitizeHtml(dirty, policy).trim()
  return html === dirty || tries === 0 ? html : cleaned(html, tries - 1)
}

const entities: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&amp;': '&' }

/** The text of sanitised HTML, in which `<` only opens tags: blocks become lines. */
const textOf = (html: string): string =>
  html
    .replaceAll(
      /<(?:\/(?:p|div|li|h[1-6]|tr|ul|ol|dl|dt|dd|table|blockquote|section|article)|[bh]r ?\/?)>/g,
      '\n',
    )
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/&(?:lt|gt|quot|amp);/g, (entity) => entities[entity] ?? entity)
    .replaceAll(/[^\S\n]+/g, ' ')
    .replaceAll(/ ?\n[ \n]*/g, '\n')
    .trim()
