package dev.lanner.container.security;

/// Who a session belongs to. Kept with the session, where no application sees it.
///
/// @param caller who it is
/// @param kept whether later requests of the session are the caller's without further credentials, as after a login
///   form; else it is only known who uses the session
public record SessionLogin(Authenticated caller, boolean kept) {
}
