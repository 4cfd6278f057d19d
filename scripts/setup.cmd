@echo off
rem Looks for the .NET SDK and brings in the dashboard's scripts by npm, as scripts/setup does elsewhere.
setlocal EnableExtensions
for %%r in ("%~dp0..") do set "root=%%~fr"
if not "%~1"=="" (
  echo setup: takes no option, not '%~1' 1>&2
  exit /b 2
)
pushd "%root%"
call dotnet --version >nul 2>nul
if errorlevel 1 (
  popd
  echo setup: this repository needs the .NET 10 SDK: https://dotnet.microsoft.com/download/dotnet/10.0 1>&2
  exit /b 1
)
popd

set "web=%root%\src\Arb.Host\Dashboard\Web"
if not exist "%web%\node_modules\.brought" goto bring
fc /b "%web%\package-lock.json" "%web%\node_modules\.brought" >nul 2>nul
if not errorlevel 1 exit /b 0

:bring
call npm --version >nul 2>nul
if errorlevel 1 (
  echo setup: npm is not installed, so the dashboard is built without live updates. Its pages reload instead. 1>&2
  echo   To have them: install Node.js 20 or newer with npm, then scripts\setup, then build again. 1>&2
  exit /b 0
)
pushd "%web%"
call npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >nul
if errorlevel 1 (
  popd
  if exist "%web%\node_modules" rmdir /s /q "%web%\node_modules"
  echo setup: npm could not bring in the dashboard's scripts, so it is built without live updates. Its pages reload instead. 1>&2
  echo   Check that npm reaches its registry with npm ping, then scripts\setup, then build again. 1>&2
  exit /b 0
)
popd
copy /y "%web%\package-lock.json" "%web%\node_modules\.brought" >nul
echo dashboard scripts: brought in
exit /b 0
