use tracing_subscriber::EnvFilter;

/// Logs to standard error; what a person asked to see goes to standard output.
pub fn start(rules: Option<&str>) {
    let filter = EnvFilter::try_new(rules.unwrap_or("warn")).unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}
