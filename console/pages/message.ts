import { html } from './html.ts'
import { page } from './layout.ts'

/** A page that says why nothing was done. */
export function messagePage(message: string): string {
  return page(
    { title: 'Failed events', signedIn: true },
    html`<p class="bad" role="alert">${message}</p>
      <p><a href="/failed-events">Back to the failed events</a></p>`,
  )
}
