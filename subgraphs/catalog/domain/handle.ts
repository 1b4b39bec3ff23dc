/** How long a handle may be, in characters. */
export const HANDLE_MAX = 255

/** Letters that Unicode does not decompose into a base letter and a mark. */
const spelledOut: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  þ: 'th',
  ı: 'i',
}

/**
 * A name as it stands in addresses: lower case, accents taken off, everything but letters and digits a hyphen.
 * Letters of other scripts stay. Empty if the name has neither letters nor digits.
 */
export function toHandle(name: string): string {
  return trimHyphens(
    name
      .toLowerCase()
      .normalize('NFD')
      .replaceAll(/[\u0300-\u036f]/g, '')
      .normalize('NFC')
      .replaceAll(/[ßæœøđðłþı]/g, (letter) => spelledOut[letter] ?? letter)
      .replaceAll(/['’]/g, '')
      .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, '-')
      .slice(0, HANDLE_MAX)
      // The cut may have gone through a character of two code units.
      .replace(/[\uD800-\uDBFF]$/, ''),
  )
}

const trimHyphens = (text: string): string => text.replaceAll(/^-+|-+$/g, '')

/** Whether a handle is one as it stands. */
export const isHandle = (handle: string): boolean => handle !== '' && toHandle(handle) === handle

/** The handle itself if it is free, else the first of `handle-2`, `handle-3`, … that is. */
export function freeHandle(handle: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number++) {
    const suffix = number === 1 ? '' : `-${number}`
    const candidate = trimHyphens(handle.slice(0, HANDLE_MAX - suffix.length)) + suffix
    if (!taken.has(candidate)) return candidate
  }
}
