/**
 * `npm run events:bindings`: who is bound to which version of which event in a running installation (QUEUE_URL, else the
 * one of `npm start`), and which versions nobody needs any more.
 */
import { openBus, readVersions, type VersionStatus } from '@tradewind/events'
import { createLogger } from '@tradewind/service'
import { readContracts } from '../../packages/events/language/read-contracts.ts'
import { findQueueUrl } from './queue-url.ts'

/** The bindings as lines for people: an event, its versions, and what that means for those that are superseded. */
export function describeVersions(versions: readonly VersionStatus[]): string {
  return versions
    .map((version) => [`${version.type}: ${whoIsBound(version)}`, ...advice(version)].join('\n  '))
    .join('\n')
}

function whoIsBound({ bound }: VersionStatus): string {
  const names = bound.map(({ subscriber, waiting, failed }) => {
    const counts = [waiting > 0 && `${waiting} waiting`, failed > 0 && `${failed} failed`].filter(Boolean)
    return counts.length > 0 ? `${subscriber} (${counts.join(', ')})` : subscriber
  })
  return names.join(', ') || 'nobody'
}

function advice({ declared, supersededBy, bound }: VersionStatus): string[] {
  const subscribers = bound.map(({ subscriber }) => subscriber).join(' and ')
  if (!declared) return [`! No contract here declares it, but ${subscribers} asked for it.`]
  if (!supersededBy) return []
  return bound.length > 0
    ? [`Superseded by ${supersededBy}: publish both until this one is no longer asked for by ${subscribers}.`]
    : [`Superseded by ${supersededBy}, and nobody is bound to it: it need not be published any more.`]
}

async function main(): Promise<void> {
  const contracts = await readContracts()
  const bus = await openBus(findQueueUrl(), { logger: createLogger('events', 'silent') })
  try {
    const versions = await readVersions(
      bus,
      contracts.map(({ definition }) => definition.type),
    )
    console.log(describeVersions(versions))
  } finally {
    await bus.close()
  }
}

if (import.meta.main) {
  main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  })
}
