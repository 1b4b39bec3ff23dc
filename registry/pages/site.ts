import { createSite, html } from '@tradewind/staff'
import { css } from './stylesheet.ts'

/** The frame of the registry's pages. */
export const site = createSite({ name: 'registry', navigation: html`<a href="/">Graphs</a>`, css })
