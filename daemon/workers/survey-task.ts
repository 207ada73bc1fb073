import type { ForeignAnswer, ForeignQuestion } from '../api/foreign-databases.js';
import type { RunSurvey, SurveyRequest } from '../api/surveys.js';

/** Bounds of events and of what is read at once, as the line was given them. */
export interface SurveyBounds {
  readonly lineBytes: number;
  readonly eventKeys: number;
  readonly eventDepth: number;
  readonly keyBytes: number;
  readonly valueBytes: number;
  readonly chunkBytes: number;
  readonly documentBytes: number;
}

export interface SurveyInput {
  readonly root: string;
  readonly request: SurveyRequest;
  readonly bounds: SurveyBounds;
}

export interface ForeignInput {
  /** Absolute path of the database. */
  readonly path: string;
  /** Folder for the private copy; made and removed. */
  readonly folder: string;
  readonly questions: readonly ForeignQuestion[];
}

/** What the module of the threads exports. */
export interface SurveyTasks {
  surveyTask(input: SurveyInput): RunSurvey;
  foreignTask(input: ForeignInput): ForeignAnswer;
}
