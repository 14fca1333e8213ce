//! A client that keeps its connection open and sends one request after the other.

use axum::body::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{
    Request,
    client::conn::http1::{SendRequest, handshake},
};
use hyper_util::rt::TokioIo;
use std::io;
use tokio::net::TcpStream;

pub struct Client {
    host: String,
    sender: SendRequest<Full<Bytes>>,
}

/// Status and body of an answer.
pub type Answer = (u16, Bytes);

impl Client {
    /// Connects to `address`, a host and a port.
    pub async fn connect(address: &str) -> io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await.map_err(io::Error::other)?;
        super::installation::start_beside(async move {
            // The connection ends with its client.
            let _ = connection.await;
        });
        Ok(Self { host: address.to_owned(), sender })
    }

    pub async fn get(&mut self, path: &str) -> io::Result<Answer> {
        self.send(Request::get(path), Bytes::new()).await
    }

    /// Sends a form.
    pub async fn post(&mut self, path: &str, form: String) -> io::Result<Answer> {
        let request = Request::post(path).header("content-type", "application/x-www-form-urlencoded");
        self.send(request, Bytes::from(form)).await
    }

    async fn send(&mut self, request: hyper::http::request::Builder, body: Bytes) -> io::Result<Answer> {
        let request = request.header("host", &self.host).body(Full::new(body)).map_err(io::Error::other)?;
        self.sender.ready().await.map_err(io::Error::other)?;
        let response = self.sender.send_request(request).await.map_err(io::Error::other)?;
        let status = response.status().as_u16();
        let body = response.into_body().collect().await.map_err(io::Error::other)?.to_bytes();
        Ok((status, body))
    }
}
