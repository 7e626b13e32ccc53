import type { ComponentChildren } from 'preact';
import type { View } from '../view.ts';
import type { FieldError } from './alert.tsx';

/** A form that changes something; it carries the session's token. */
export function PostForm(props: {
  readonly view: View;
  readonly action: string;
  readonly id?: string;
  readonly class?: string;
  readonly isUpload?: boolean;
  readonly children: ComponentChildren;
}) {
  return (
    <form
      method="post"
      action={props.action}
      id={props.id}
      class={props.class}
      enctype={props.isUpload === true ? 'multipart/form-data' : undefined}
      novalidate
    >
      <input type="hidden" name="_csrf" value={props.view.csrfToken()} />
      {props.children}
    </form>
  );
}

export interface FieldProps {
  /** Name, and id too. */
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly errors?: readonly FieldError[];
}

export interface TextFieldProps extends FieldProps {
  readonly type?: 'text' | 'email' | 'password' | 'search' | 'datetime-local';
  readonly value?: string | undefined;
  readonly autocomplete?: string;
  readonly inputMode?: 'numeric' | 'text';
  readonly width?: 'xs' | 's' | 'm' | 'l' | 'xl';
  readonly maxLength?: number;
  readonly isRequired?: boolean;
  readonly spellcheck?: boolean;
  readonly class?: string;
}

export function TextField(props: TextFieldProps) {
  const error = errorOf(props);
  // Preact's types describe each type of input apart; what is set below all of these have.
  const type = (props.type ?? 'text') as 'text';
  return (
    <div class={groupClass(error)}>
      <FieldLabel {...props} error={error} />
      <input
        class={['form-input', `input-width-${props.width ?? 'l'}`, props.class ?? ''].join(' ').trim()}
        id={props.name}
        name={props.name}
        type={type}
        value={props.value}
        autocomplete={props.autocomplete ?? 'off'}
        inputMode={props.inputMode}
        maxLength={props.maxLength}
        required={props.isRequired}
        spellcheck={props.spellcheck ?? false}
        aria-describedby={describedBy(props, error)}
        aria-invalid={error === undefined ? undefined : 'true'}
      />
    </div>
  );
}

export function TextAreaField(props: FieldProps & { readonly rows: number }) {
  const error = errorOf(props);
  return (
    <div class={groupClass(error)}>
      <FieldLabel {...props} error={error} />
      <textarea
        class="form-input"
        id={props.name}
        name={props.name}
        rows={props.rows}
        autocomplete="off"
        spellcheck={false}
        aria-describedby={describedBy(props, error)}
        aria-invalid={error === undefined ? undefined : 'true'}
      />
    </div>
  );
}

export interface Option {
  readonly value: string;
  readonly text: string;
}

export function SelectField(
  props: FieldProps & { readonly options: readonly Option[]; readonly value?: string | undefined },
) {
  const error = errorOf(props);
  return (
    <div class={groupClass(error)}>
      <FieldLabel {...props} error={error} />
      <select
        class="form-select input-width-l"
        id={props.name}
        name={props.name}
        aria-describedby={describedBy(props, error)}
        aria-invalid={error === undefined ? undefined : 'true'}
      >
        {props.options.map((option) => (
          <option key={option.value} value={option.value} selected={option.value === props.value}>
            {option.text}
          </option>
        ))}
      </select>
    </div>
  );
}

export interface RadioOption extends Option {
  readonly hint?: string;
}

export function RadioField(
  props: FieldProps & { readonly options: readonly RadioOption[]; readonly value?: string | undefined },
) {
  const error = errorOf(props);
  return (
    <div class={groupClass(error)}>
      <fieldset aria-describedby={describedBy(props, error)}>
        <legend class="form-label">{props.label}</legend>
        {props.hint !== undefined && (
          <span class="form-hint" id={`${props.name}-hint`}>
            {props.hint}
          </span>
        )}
        <ErrorMessage name={props.name} error={error} />
        {props.options.map((option, index) => {
          const id = index === 0 ? props.name : `${props.name}-${option.value}`;
          return (
            <div class="form-group-radio" key={option.value}>
              <input
                class="form-radio radio-large"
                type="radio"
                id={id}
                name={props.name}
                value={option.value}
                checked={option.value === props.value}
                aria-describedby={option.hint === undefined ? undefined : `${id}-option-hint`}
              />
              <label class="form-label" for={id}>
                {option.text}
              </label>
              {option.hint !== undefined && (
                <span class="form-hint cb-option-hint" id={`${id}-option-hint`}>
                  {option.hint}
                </span>
              )}
            </div>
          );
        })}
      </fieldset>
    </div>
  );
}

export function Checkbox(props: {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly isChecked?: boolean;
}) {
  return (
    <div class="form-group">
      <div class="form-group-checkbox">
        <input
          class="form-checkbox"
          type="checkbox"
          id={props.name}
          name={props.name}
          value="yes"
          checked={props.isChecked}
          aria-describedby={props.hint === undefined ? undefined : `${props.name}-hint`}
        />
        <label class="form-label" for={props.name}>
          {props.label}
        </label>
        {props.hint !== undefined && (
          <span class="form-hint cb-option-hint" id={`${props.name}-hint`}>
            {props.hint}
          </span>
        )}
      </div>
    </div>
  );
}

/** A plain file chooser, which the program of the page turns into a place to drop files on. */
export function FileField(
  props: FieldProps & { readonly isMultiple?: boolean; readonly isRequired?: boolean },
) {
  const error = errorOf(props);
  return (
    <div class={groupClass(error)}>
      <FieldLabel {...props} error={error} />
      <input
        class="form-input cb-file"
        id={props.name}
        name={props.name}
        type="file"
        multiple={props.isMultiple}
        required={props.isRequired}
        aria-describedby={describedBy(props, error)}
        aria-invalid={error === undefined ? undefined : 'true'}
      />
    </div>
  );
}

function FieldLabel(props: FieldProps & { readonly error: FieldError | undefined }) {
  return (
    <>
      <label class="form-label" for={props.name}>
        {props.label}
      </label>
      {props.hint !== undefined && (
        <span class="form-hint" id={`${props.name}-hint`}>
          {props.hint}
        </span>
      )}
      <ErrorMessage name={props.name} error={props.error} />
    </>
  );
}

function ErrorMessage({ name, error }: { name: string; error: FieldError | undefined }) {
  if (error === undefined) return null;
  return (
    <span class="form-error-message" id={`${name}-error`}>
      {error.message}
    </span>
  );
}

function errorOf(props: FieldProps): FieldError | undefined {
  return props.errors?.find((error) => error.field === props.name);
}

function groupClass(error: FieldError | undefined): string {
  return error === undefined ? 'form-group' : 'form-group form-error';
}

function describedBy(props: FieldProps, error: FieldError | undefined): string | undefined {
  const ids = [];
  if (props.hint !== undefined) ids.push(`${props.name}-hint`);
  if (error !== undefined) ids.push(`${props.name}-error`);
  return ids.length === 0 ? undefined : ids.join(' ');
}
