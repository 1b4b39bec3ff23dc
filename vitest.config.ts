import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    globalSetup: ['packages/testkit/global-setup.ts'],
    include: ['**/*.{unit,int,e2e}.test.ts'],
    exclude: ['**/node_modules/**', '.tradewind/**'],
    // Two cores; every file is a process of its own with its own databases, so that order cannot matter.
    pool: 'forks',
    // Node runs the files as it does in production: no transform, and one instance of graphql.
    experimental: { viteModuleRunner: false },
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    sequence: { shuffle: { files: true, tests: false } },
    env: { NODE_ENV: 'test', APOLLO_TELEMETRY_DISABLED: 'true' },
  },
})
