import { readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'

/** A file of the new subgraph: where it goes, from the root, and what is in it. */
export interface RenderedFile {
  readonly path: string
  readonly text: string
}

const SUFFIX = '.template'

/** Where the folders of the template go; everything else goes to the subgraph's own folder. */
const destinations: Readonly<Record<string, string>> = {
  prisma: 'prisma/__name__',
  contracts: 'packages/events/contracts',
}

/**
 * The template's files with the placeholders replaced, in names and texts. Dependencies of package.json get the
 * versions that are installed, so that the template has none that could be forgotten in an upgrade.
 */
export function renderTemplate(root: string, values: ReadonlyMap<string, string>): RenderedFile[] {
  const folder = path.join(root, 'templates', 'subgraph')
  const placeholder = new RegExp([...values.keys()].join('|'), 'g')
  const fill = (text: string): string => text.replaceAll(placeholder, (found) => values.get(found)!)

  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(SUFFIX))
    .map((entry) => {
      const source = path.join(entry.parentPath, entry.name)
      const text = fill(readFileSync(source, 'utf8'))
      return {
        path: fill(destinationOf(path.relative(folder, source).slice(0, -SUFFIX.length))),
        text: entry.name.startsWith('package.json') ? withInstalledVersions(root, text) : text,
      }
    })
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
}

function destinationOf(file: string): string {
  const [first = '', ...rest] = file.split(path.sep)
  const destination = destinations[first]
  return destination ? path.join(destination, ...rest) : path.join('subgraphs/__name__', file)
}

function withInstalledVersions(root: string, text: string): string {
  return text.replaceAll(/"([^"]+)": "installed"/g, (_, dependency: string) => {
    const manifest = path.join(root, 'node_modules', dependency, 'package.json')
    const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }
    return `"${dependency}": "${version}"`
  })
}
