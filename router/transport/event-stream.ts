/** An event as it came over Server-Sent Events. */
export interface StreamedEvent {
  /** `message` where the stream gave it no name. */
  readonly name: string
  readonly data: string
}

/** An event of a stream is longer than is allowed. */
export class EventTooLargeError extends Error {
  override readonly name = 'EventTooLargeError'

  constructor(maxBytes: number) {
    super(`An event of the stream has more than ${maxBytes} bytes.`)
  }
}

/** Takes the next bytes of a stream; gives the events that end in them. */
export type ReadEvents = (chunk: Uint8Array) => readonly StreamedEvent[]

/**
 * Reads events out of the bytes of a stream, however they are cut (HTML standard, section 9.2.6). Comments, which keep
 * a connection alive, are passed over. An event without data counts, other than in a browser: GraphQL over SSE ends
 * with one. Throws an EventTooLargeError when an event has more than `maxBytes`.
 */
export function createEventReader(maxBytes: number): ReadEvents {
  const decoder = new TextDecoder()
  let rest = ''
  let name = ''
  let data: string[] = []
  let size = 0

  return (chunk) => {
    const events: StreamedEvent[] = []
    // A line is longer than is allowed only if its event is, but it may be so before it has ended.
    size += chunk.length
    rest += decoder.decode(chunk, { stream: true })
    let from = 0
    for (const { index, 0: ending } of rest.matchAll(lineEnding)) {
      // Whether a carriage return at the end is the whole of its line ending, only what follows tells.
      if (ending === '\r' && index === rest.length - 1) break
      const line = rest.slice(from, index)
      from = index + ending.length
      if (line === '') {
        if (name !== '' || data.length > 0) events.push({ name: name || 'message', data: data.join('\n') })
        name = ''
        data = []
      } else {
        const { field, value } = parseLine(line)
        if (field === 'event') name = value
        else if (field === 'data') data.push(value)
      }
      if (name === '' && data.length === 0) size = rest.length - from
    }
    rest = rest.slice(from)
    if (size > maxBytes) throw new EventTooLargeError(maxBytes)
    return events
  }
}

const lineEnding = /\r\n|\n|\r/g

function parseLine(line: string): { field: string; value: string } {
  const colon = line.indexOf(':')
  if (colon < 0) return { field: line, value: '' }
  const start = line[colon + 1] === ' ' ? colon + 2 : colon + 1
  return { field: line.slice(0, colon), value: line.slice(start) }
}
