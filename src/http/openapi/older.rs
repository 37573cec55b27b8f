//! The document for readers of OpenAPI 3.0.

use serde_json::Value;

pub fn older(current: &Value) -> Value {
    current.clone()
}
