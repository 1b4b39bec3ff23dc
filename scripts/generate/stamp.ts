import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** A folder of generated code and the files it is made of. */
export interface Product {
  readonly title: string
  readonly inputs: readonly string[]
  readonly folder: string
  write(folder: string): Promise<void>
}

const lockfile = path.resolve(import.meta.dirname, '../../package-lock.json')

/** A hash of everything that decides what comes out: the sources, the generators' versions, and these scripts. */
function fingerprint({ inputs }: Product): string {
  const hash = createHash('sha256')
  const scripts = ['prisma-client.ts', 'resolver-types.ts', 'operation-types.ts'].map((file) =>
    path.join(import.meta.dirname, file),
  )
  for (const file of [...inputs, ...scripts]) hash.update(readFileSync(file))
  const { packages } = JSON.parse(readFileSync(lockfile, 'utf8')) as {
    packages: Record<string, { version?: string }>
  }
  for (const [name, { version }] of Object.entries(packages)) {
    if (/node_modules\/(prisma|@prisma\/client|@graphql-codegen\/[^/]+)$/.test(name))
      hash.update(`${name}@${version}`)
  }
  return hash.digest('hex')
}

const stampOf = ({ folder }: Product): string => path.join(folder, '.stamp')

/** Whether the folder holds what its sources give today. */
export const isFresh = (product: Product): boolean =>
  existsSync(stampOf(product)) && readFileSync(stampOf(product), 'utf8') === fingerprint(product)

export const markFresh = (product: Product): void => writeFileSync(stampOf(product), fingerprint(product))
