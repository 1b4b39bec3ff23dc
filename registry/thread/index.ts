export { answerTasks } from './answer-tasks.ts'
export { createThread, ThreadError, type Thread, type ThreadFailure, type ThreadLimits } from './thread.ts'
