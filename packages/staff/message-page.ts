import { html } from './html.ts'
import type { Site } from './layout.ts'

/** What a page that says why nothing was done needs besides the sentence. */
export interface MessageOptions {
  readonly title: string
  readonly back: { readonly path: string; readonly label: string }
  readonly signedIn?: boolean
}

/** A page that says why nothing was done. */
export const messagePage = (
  site: Site,
  message: string,
  { title, back, signedIn = true }: MessageOptions,
): string =>
  site.page(
    { title, signedIn },
    html`<p class="bad" role="alert">${message}</p>
      <p><a href="${back.path}">${back.label}</a></p>`,
  )
