/** What the shop answers when it refuses: an RFC 9457 problem, kept whole. */

export interface FieldError {
  field: string;
  message: string;
}

const UNREACHABLE = 'We could not reach the shop. Check your connection and try again.';
const UNEXPECTED = 'Something went wrong on our side. Please try again.';

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value ? value : undefined;
}

export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  /** Stable name of what went wrong, such as "out_of_stock". */
  readonly code: string;
  /** Field errors of a form, empty when none. */
  readonly errors: FieldError[];
  /** The whole body, for a problem that carries more (the short lines of a cart, a changed total). */
  readonly body: Record<string, unknown>;

  constructor(status: number, body: unknown) {
    const problem = record(body);
    super(text(problem.detail) ?? text(problem.title) ?? (status === 0 ? UNREACHABLE : UNEXPECTED));
    this.status = status;
    this.code = text(problem.code) ?? (status === 0 ? 'unreachable' : `http_${status}`);
    this.errors = Array.isArray(problem.errors) ? (problem.errors as FieldError[]) : [];
    this.body = problem;
  }

  /** Any thrown thing as a problem: a failed fetch has status 0. */
  static from(reason: unknown): ApiProblem {
    return reason instanceof ApiProblem ? reason : new ApiProblem(0, undefined);
  }

  /** The message for one form field, if there is one. */
  forField(name: string): string | undefined {
    return this.errors.find((error) => error.field === name)?.message;
  }
}

/** A sentence that can be shown for anything thrown. */
export function sayProblem(reason: unknown): string {
  return ApiProblem.from(reason).message;
}
