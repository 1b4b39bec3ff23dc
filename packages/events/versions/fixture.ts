import { z } from 'zod'
import { defineEvent } from '../definition.ts'
import type { IntegrationEvent } from '../envelope.ts'
import { noteEffect, shipArrived } from '../test/fixture/events.ts'
import type { TestTransaction } from '../test/fixture/prisma.ts'
import { subscribeVersions, upcast } from './subscribe-versions.ts'

/** The second version also says where the ship comes from. */
export const shipArrivedV2 = defineEvent(
  'harbour.ship.arrived',
  2,
  z.object({ name: z.string(), from: z.string().max(20) }),
)
export const noteOrigin = (event: IntegrationEvent<{ name: string; from: string }>, tx: TestTransaction) =>
  noteEffect({ ...event, data: { name: `${event.data.name} from ${event.data.from}` } }, tx)

export const onShipArrived = subscribeVersions(
  shipArrivedV2,
  [upcast(shipArrived, ({ name }) => ({ name, from: 'anywhere' }))],
  noteOrigin,
)
