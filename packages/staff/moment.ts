import { html, type Html } from './html.ts'

/** An instant to the second, in UTC; nothing when there is none. */
export function moment(instant: Date | null): Html {
  if (!instant) return html``
  const iso = instant.toISOString()
  return html`<time datetime="${iso}">${iso.slice(0, 19).replace('T', ' ')} UTC</time>`
}
