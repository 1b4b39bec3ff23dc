// What a request makes lives as long as the request. Where the space for young objects is small, the collector comes
// in the middle of requests and copies what is about to be garbage: with Node's own bound the router's heaviest query
// costs 1.1 ms of CPU, with this one 0.8. The space grows under load alone, so an idle router is no larger.
const router = ['--max-semi-space-size=64']

/** The options of Node that a part's script (`router/main.ts`) runs with, wherever it is started. */
export const nodeFlags = (script: string): readonly string[] => (script === 'router/main.ts' ? router : [])
