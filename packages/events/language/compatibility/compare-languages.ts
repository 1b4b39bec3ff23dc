import type { AsyncApiDocument } from '../asyncapi.ts'
import { compareSchemas } from './compare-schemas.ts'
import type { Change, Finding } from './finding.ts'

/**
 * What is wrong with going from one published language to the next. Everything that the old one has is published; what
 * it does not have is free to be anything. Subscribers are those of both: a release takes a while to be everywhere.
 */
export function compareLanguages(old: AsyncApiDocument, next: AsyncApiDocument): Finding[] {
  const listening = (event: string): string[] =>
    [...new Set([...subgraphsOf(old, 'receive', event), ...subgraphsOf(next, 'receive', event)])].toSorted()
  const types = Object.keys(old.channels)
  const ofEvents = types.flatMap((event) =>
    compareEvent(old, next, event, listening(event)).map((change) => ({
      event,
      subscribers: listening(event),
      ...change,
    })),
  )
  const everyone = [...new Set(types.flatMap(listening))].toSorted()
  const ofEnvelope = compareSchemas(
    old.components.schemas['CloudEvent']!,
    next.components.schemas['CloudEvent']!,
  )
  return [
    ...ofEnvelope.map((change) => ({ event: 'Every event', subscribers: everyone, ...change })),
    ...ofEvents,
  ]
}

function compareEvent(
  old: AsyncApiDocument,
  next: AsyncApiDocument,
  event: string,
  subscribers: readonly string[],
): Change[] {
  if (!next.channels[event]) return compareRemoved(next, event, subscribers)
  const [was, is] = [subgraphsOf(old, 'send', event), subgraphsOf(next, 'send', event)]
  const moved: Change = {
    rule: 'publisher-changed',
    field: '',
    problem: `was published by ${was.join(', ')}, is published by ${is.join(', ')}. That is another event: publish it under a name of its own, beside this one.`,
  }
  return [
    ...(was.join() === is.join() ? [] : [moved]),
    ...compareSchemas(old.components.schemas[event]!, next.components.schemas[event]!).map((change) => ({
      ...change,
      field: ['data', change.field].filter(Boolean).join('.').replace('data.[]', 'data[]'),
    })),
  ]
}

/** A version may go when nobody listens any more: not in the release before, and not in this one. */
function compareRemoved(next: AsyncApiDocument, event: string, subscribers: readonly string[]): Change[] {
  if (subscribers.length === 0) return []
  const [, fact] = /^[^.]+\.(.*)\.v\d+$/.exec(event) ?? []
  const elsewhere = Object.keys(next.channels).find(
    (type) => fact && type.includes(`.${fact}.v`) && publisherOf(type) !== publisherOf(event),
  )
  if (elsewhere)
    return [
      {
        rule: 'publisher-changed',
        field: '',
        problem: `is gone, and ${elsewhere} says the same in another publisher's name. To subscribers that is another event: publish both until nobody subscribes to this one.`,
      },
    ]
  return [
    {
      rule: 'version-removed',
      field: '',
      problem:
        'is gone while somebody subscribes to it. End the subscriptions in one release (unsubscribe), remove it in the next.',
    },
  ]
}

const publisherOf = (type: string): string => type.split('.', 1)[0]!

/** Who sends or receives an event. */
function subgraphsOf(document: AsyncApiDocument, action: 'send' | 'receive', event: string): string[] {
  return Object.values(document.operations)
    .filter((operation) => operation.action === action && operation.channel.$ref === `#/channels/${event}`)
    .map(({ tags: [{ name }] }) => name)
    .toSorted()
}
