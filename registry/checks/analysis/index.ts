import { badUserInput, type Logger } from '@tradewind/service'
import { createThread, ThreadError, type ThreadFailure, type ThreadLimits } from '../../thread/index.ts'
import type { LintResult } from '../lint/lint-sdl.ts'
import type {
  AnalysisAnswer,
  AnalysisTask,
  DiffAnswer,
  DiffTask,
  JudgeAnswer,
  JudgeTask,
  LintTask,
} from './tasks.ts'

/** Compares and lints schemas in a thread, so that requests are answered meanwhile. All throw BAD_USER_INPUT. */
export interface Analyst {
  lint(task: Omit<LintTask, 'kind'>): Promise<LintResult>
  diff(task: Omit<DiffTask, 'kind'>): Promise<DiffAnswer>
  judge(task: Omit<JudgeTask, 'kind'>): Promise<JudgeAnswer>
  close(): Promise<void>
}

export function createAnalyst(limits: ThreadLimits, logger: Logger): Analyst {
  const url = new URL('./worker.ts', import.meta.url)
  const thread = createThread<AnalysisTask, AnalysisAnswer>(url, limits, logger)

  async function ask<Answer extends AnalysisAnswer>(task: AnalysisTask): Promise<Answer> {
    try {
      return (await thread.ask(task)) as Answer
    } catch (error) {
      throw error instanceof ThreadError ? badUserInput(sentences[error.reason]) : error
    }
  }

  return {
    lint: (task) => ask({ kind: 'lint', ...task }),
    diff: (task) => ask({ kind: 'diff', ...task }),
    judge: (task) => ask({ kind: 'judge', ...task }),
    close: thread.close,
  }
}

const sentences: Record<ThreadFailure, string> = {
  CLOSING: 'The registry is stopping: try again in a moment.',
  BUSY: 'Too many schemas wait to be checked: try again in a moment.',
  TIMEOUT: 'Checking the schema took too long and was ended: make the schema smaller or simpler.',
  OUT_OF_MEMORY:
    'Checking the schema took too much memory and was ended: make the schema smaller or simpler.',
  FAILED: 'The check failed for a reason that is not the schema: ask whoever runs the registry.',
}
