import { defineConfig } from 'vitest/config'

const servers = 'packages/testkit/global-setup.ts'
const outages = 'e2e/outages.e2e.test.ts'
const wholeSystem = 'e2e/global-setup.ts'
const patience = { testTimeout: 120_000, hookTimeout: 120_000 }

export default defineConfig({
  test: {
    // Two cores. Each file has databases, queues and ports of its own, so that order cannot matter; the two processes
    // and the modules they have loaded are shared, since loading them for every file took a third of all the time.
    pool: 'forks',
    isolate: false,
    // Node runs the files as it does in production: no transform, and one instance of graphql.
    experimental: { viteModuleRunner: false },
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    sequence: { shuffle: { files: true, tests: false } },
    env: { NODE_ENV: 'test', APOLLO_TELEMETRY_DISABLED: 'true' },
    projects: [
      {
        extends: true,
        test: { name: 'parts', include: ['**/*.{unit,int}.test.ts'], globalSetup: [servers] },
      },
      {
        extends: true,
        test: {
          name: 'system',
          include: ['**/*.e2e.test.ts'],
          exclude: [outages],
          globalSetup: [servers, wholeSystem],
          ...patience,
          // After the parts: a whole system wants both cores.
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'outages',
          include: [outages],
          globalSetup: [wholeSystem],
          ...patience,
          // What is down is down for everybody.
          sequence: { groupOrder: 2 },
        },
      },
    ],
    exclude: ['**/node_modules/**', '.tradewind/**'],
  },
})
