import { html, type Html } from '@tradewind/staff'
import { graphPath, variantPath } from './addresses.ts'
import { site } from './site.ts'

/** Which page of a graph this is. */
interface GraphPlace {
  readonly graph: string
  readonly tab?: keyof typeof graphTabs
}

/** Which page of a variant this is. */
interface VariantPlace {
  readonly graph: string
  readonly variant: string
  readonly tab?: keyof typeof variantTabs
}

const graphTabs = {
  variants: '',
  safelists: '/persisted-queries',
  keys: '/keys',
  audit: '/audit',
} as const
const variantTabs = {
  overview: '',
  launches: '/launches',
  checks: '/checks',
  fields: '/fields',
  operations: '/operations',
  settings: '/settings',
} as const

/** A page about a graph. */
export const graphPage = ({ graph, tab }: GraphPlace, title: string, content: Html): string =>
  site.page(
    {
      title,
      signedIn: true,
      above: html`<p class="trail"><a href="/">Graphs</a> / <a href="${graphPath(graph)}">${graph}</a></p>
        ${tabs(graphTabs, graphPath(graph), tab, `Pages of ${graph}`)}`,
    },
    content,
  )

/** A page about a variant. */
export const variantPage = ({ graph, variant, tab }: VariantPlace, title: string, content: Html): string =>
  site.page(
    {
      title,
      signedIn: true,
      above: html`<p class="trail">
          <a href="/">Graphs</a> / <a href="${graphPath(graph)}">${graph}</a> /
          <a href="${variantPath(graph, variant)}">${variant}</a>
        </p>
        ${tabs(variantTabs, variantPath(graph, variant), tab, `Pages of ${graph}@${variant}`)}`,
    },
    content,
  )

const tabs = (
  all: Readonly<Record<string, string>>,
  base: string,
  current: string | undefined,
  label: string,
): Html =>
  html`<nav class="tabs" aria-label="${label}">
    ${Object.entries(all).map(
      ([name, path]) =>
        html`<a href="${base}${path}" ${name === current ? html`aria-current="page"` : ''}
          >${name[0]!.toUpperCase()}${name.slice(1)}</a
        >`,
    )}
  </nav>`
