import { Component, type ReactNode } from 'react';
import { Failure } from './failure.js';

interface PanelBoundaryProps {
  readonly children: ReactNode;
}

/** Keeps a failure inside its panel: the rest of the page goes on (VIEW-146). */
export class PanelBoundary extends Component<PanelBoundaryProps, { readonly error: unknown }> {
  override readonly state: { readonly error: unknown } = { error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    if (this.state.error === null) return this.props.children;
    return <Failure error={this.state.error} retry={() => this.setState({ error: null })} />;
  }
}
