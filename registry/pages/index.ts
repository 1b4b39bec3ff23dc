import type { RequestListener } from 'node:http'
import type { Logger } from '@tradewind/service'
import { createStaffServer, type Sessions, type SignIn } from '@tradewind/staff'
import type { PrismaClient } from '../data/generated/client.ts'
import type { Keys } from '../keys/index.ts'
import type { Launches } from '../launches/index.ts'
import { checkRoutes } from './routes/checks.ts'
import { graphRoutes } from './routes/graphs.ts'
import { keyRoutes } from './routes/keys.ts'
import { launchRoutes } from './routes/launches.ts'
import { safelistRoutes } from './routes/safelists.ts'
import { settingsRoutes } from './routes/settings.ts'
import { usageRoutes } from './routes/usage.ts'
import { variantRoutes } from './routes/variants.ts'
import { site } from './site.ts'

export interface PagesOptions {
  readonly prisma: PrismaClient
  readonly keys: Keys
  readonly launches: Launches
  readonly sessions: Sessions
  readonly signIn: SignIn
  /** Where browsers, rover and routers reach the registry, without a slash at the end. */
  readonly publicUrl: string
  readonly logger: Logger
}

export interface Pages {
  /** Answers whatever is none of the registry's other routes. */
  readonly handle: RequestListener
  close(): Promise<void>
}

/** The registry's pages for staff: HTML that needs no script. */
export async function createPages(options: PagesOptions): Promise<Pages> {
  const { prisma, keys, launches, sessions, signIn, publicUrl, logger } = options
  const secureCookies = publicUrl.startsWith('https:')
  const server = await createStaffServer({ site, sessions, signIn, secureCookies, logger })
  graphRoutes(server, prisma)
  keyRoutes(server, { prisma, keys, publicUrl })
  variantRoutes(server, { prisma, publicUrl })
  launchRoutes(server, { prisma, launches })
  checkRoutes(server, prisma)
  usageRoutes(server, prisma)
  settingsRoutes(server, prisma)
  safelistRoutes(server, prisma)
  await server.ready()
  return { handle: (request, response) => server.routing(request, response), close: () => server.close() }
}
