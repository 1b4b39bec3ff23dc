import { createSite, html } from '@tradewind/staff'

/** The frame of the console's pages. */
export const site = createSite({
  name: 'console',
  navigation: html`<a href="/">Health</a> <a href="/failed-events">Failed events</a>
    <a href="/queues">Queues</a>`,
})
