import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils'
import * as engine from '@prisma/schema-engine-wasm/schema_engine_bg'

/** PostgreSQL's internal one-byte type "char", which the catalogues use and the adapter has no mapping for. */
const CHAR_OID = 18
const TEXT_OID = 25

let loaded = false

/** Prisma's schema engine as WebAssembly: npm carries it, where the native one would have to be downloaded. */
function load(): typeof engine {
  if (loaded) return engine
  loaded = true
  const entry = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg')
  const bytes = readFileSync(path.join(path.dirname(entry), 'schema_engine_bg.wasm'))
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), {
    './schema_engine_bg.js': engine as unknown as WebAssembly.ModuleImports,
  })
  Object.assign(globalThis, {
    PRISMA_WASM_PANIC_REGISTRY: { set_message: (text: string) => console.error(text) },
  })
  engine.__wbg_set_wasm(instance.exports)
  ;(instance.exports['__wbindgen_start'] as () => void)()
  return engine
}

/**
 * The SQL that turns a database (null: an empty one) into what a Prisma schema describes; empty when they agree.
 * The database must not be used by anyone else meanwhile.
 */
export async function diffSchema(databaseUrl: string | null, schema: string): Promise<string> {
  const files = [{ path: schema, content: readFileSync(schema, 'utf8') }]
  const factory = new PrismaPg({ connectionString: databaseUrl ?? 'postgresql://unused@127.0.0.1:1/unused' })
  const adapters: { dispose(): Promise<void> }[] = []
  const connect = factory.connect.bind(factory)
  factory.connect = async () => {
    const adapter = await connect()
    adapters.push(adapter)
    return readCharAsText(adapter)
  }
  const { SchemaEngine } = load()
  const session = await SchemaEngine.new(
    { datamodels: files.map((file) => [file.path, file.content]) },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(factory),
  )
  try {
    const { stdout } = await session.diff({
      from:
        databaseUrl === null
          ? { tag: 'empty' }
          : { tag: 'schemaDatasource', files, configDir: path.dirname(schema) },
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: null,
      filters: { externalTables: ['public._prisma_migrations'], externalEnums: [] },
    })
    const script = stdout ?? ''
    return /^\s*(-- This is an empty migration\.)?\s*$/.test(script) ? '' : script
  } finally {
    for (const adapter of adapters) await adapter.dispose()
  }
}

type Adapter = Awaited<ReturnType<PrismaPg['connect']>>

interface Queryable {
  performIO(query: unknown): Promise<{ fields: { dataTypeID: number }[] }>
  queryRaw: Adapter['queryRaw']
}

/** Lets the catalogues' one-character columns through: fetched as text, declared as characters. */
function readCharAsText(adapter: Adapter): Adapter {
  const queryable = adapter as unknown as Queryable
  const performIO = queryable.performIO.bind(adapter)
  const queryRaw = queryable.queryRaw.bind(adapter)
  let isChar: boolean[] = []
  queryable.performIO = async (query) => {
    const result = await performIO(query)
    isChar = result.fields.map((field) => field.dataTypeID === CHAR_OID)
    for (const field of result.fields) if (field.dataTypeID === CHAR_OID) field.dataTypeID = TEXT_OID
    return result
  }
  queryable.queryRaw = async (query) => {
    const result = await queryRaw(query)
    const columnTypes = result.columnTypes.map((type, i) => (isChar[i] ? ColumnTypeEnum.Character : type))
    return { ...result, columnTypes }
  }
  return adapter
}
