import { randomBytes } from 'node:crypto'
import {
  createTestQueue,
  createTokenIssuer,
  staffBrowser,
  startSignIn,
  type QueueKind,
  type StaffBrowser,
} from '@tradewind/testkit'
import type { ConsoleEnvironment } from '../environment.ts'
import { start } from '../main.ts'

export const cookieSecret = randomBytes(32).toString('hex')

export interface TestConsole extends StaffBrowser {
  readonly url: string
  readonly queueUrl: string
  stop(): Promise<void>
}

/** A console with its queues, over a router and parts that are not there. */
export async function startConsole(
  kind: QueueKind,
  prepare: (queueUrl: string) => Promise<void>,
  settings: Partial<ConsoleEnvironment> = {},
): Promise<TestConsole> {
  const issuer = await createTokenIssuer()
  const router = await startSignIn(issuer)
  const queue = await createTestQueue(kind)
  await prepare(queue.url)
  const console = await start({
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
    HOST: '127.0.0.1',
    PORT: 0,
    JWKS_URL: issuer.jwksUrl,
    TOKEN_ISSUER: issuer.issuer,
    ROUTER_URL: router.url,
    QUEUE_URL: queue.url,
    HEALTH_TARGETS: [
      { name: 'down', url: 'http://127.0.0.1:1' },
      { name: '<b>hostile</b>', url: 'http://127.0.0.1:1' },
    ],
    CONSOLE_URL: 'http://localhost:4200',
    COOKIE_SECRET: cookieSecret,
    TRACE_URL: undefined,
    ...settings,
  })
  return {
    ...staffBrowser(console.url),
    url: console.url,
    queueUrl: queue.url,
    async stop() {
      await console.stop()
      await queue.drop()
      router.stop()
      await issuer.stop()
    },
  }
}
