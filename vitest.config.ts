import { defineConfig } from 'vitest/config'

const servers = 'packages/testkit/global-setup.ts'

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
          globalSetup: [servers, 'e2e/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // After the parts: a whole system wants both cores.
          sequence: { groupOrder: 1 },
        },
      },
    ],
    exclude: ['**/node_modules/**', '.tradewind/**'],
  },
})
