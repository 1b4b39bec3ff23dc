import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { root } from './language.ts'

/** There is no telling where the queues are. */
export class QueueUrlError extends Error {
  override readonly name = 'QueueUrlError'
}

const secretsShape = z.object({ roles: z.object({ queue: z.string() }) })

/**
 * Where the queues of a running installation are: what QUEUE_URL says, else those of `npm start` in this checkout.
 * @throws QueueUrlError
 */
export async function findQueueUrl(environment = process.env): Promise<string> {
  const named = environment['QUEUE_URL']
  if (named) return named
  const file = path.join(root, '.tradewind/secrets.json')
  const secrets = secretsShape.safeParse(
    await readFile(file, 'utf8')
      .then(JSON.parse)
      .catch(() => null),
  )
  if (!secrets.success)
    throw new QueueUrlError('Set QUEUE_URL to the queues of the installation, or run "npm start" here first.')
  return `postgres://queue:${secrets.data.roles.queue}@127.0.0.1:${environment['POSTGRES_PORT'] ?? 4300}/queue`
}
