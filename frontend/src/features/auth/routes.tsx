import type { RouteObject } from 'react-router';

export const routes: RouteObject[] = [
  { path: '/sign-in', lazy: async () => ({ Component: (await import('./components/SignInPage')).SignInPage }) },
  { path: '/sign-up', lazy: async () => ({ Component: (await import('./components/SignUpPage')).SignUpPage }) },
  {
    path: '/account/reset-password',
    lazy: async () => ({ Component: (await import('./components/ForgotPasswordPage')).ForgotPasswordPage }),
  },
  {
    path: '/account/reset-password/:key',
    lazy: async () => ({ Component: (await import('./components/NewPasswordPage')).NewPasswordPage }),
  },
  {
    path: '/account/verify-email/:key',
    lazy: async () => ({ Component: (await import('./components/VerifyEmailPage')).VerifyEmailPage }),
  },
];
