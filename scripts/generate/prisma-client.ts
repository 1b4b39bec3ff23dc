import { execFile } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { promisify } from 'node:util'

const run = promisify(execFile)
const cli = createRequire(import.meta.url).resolve('prisma/build/index.js')

/**
 * Generates the Prisma client of a schema into the folder its generator block names. The client needs no engine binary;
 * naming an existing file as the schema engine keeps the CLI from downloading one.
 */
export async function generatePrismaClient(schema: string, folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  try {
    await run(process.execPath, [cli, 'generate', '--schema', schema], {
      env: {
        ...process.env,
        PRISMA_SCHEMA_ENGINE_BINARY: import.meta.filename,
        CHECKPOINT_DISABLE: '1',
        PRISMA_HIDE_UPDATE_MESSAGE: '1',
      },
    })
  } catch (error) {
    const { stderr, stdout } = error as { stderr: string; stdout: string }
    throw new Error(`${schema} cannot be generated:\n${stderr || stdout}`, { cause: error })
  }
}
